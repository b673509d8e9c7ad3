// SPDX-License-Identifier: Apache-2.0

// Pcap writes a few packets into a capture file and lets libpcap read it back through a
// filter, by gopacket/gopacket. gopacket says "#cgo LDFLAGS: -lpcap" and expects the
// library in the system; here it comes from the packages that the recipe names, and is
// linked into the program.
package main

import (
	"fmt"
	"net"
	"os"
	"path/filepath"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcap"
	"github.com/gopacket/gopacket/pcapgo"
)

func main() {
	folder, err := os.MkdirTemp("", "pcap-")
	if err == nil {
		defer os.RemoveAll(folder)
		err = writeAndFilter(filepath.Join(folder, "talk.pcap"))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "pcap:", err)
		os.Exit(1)
	}
}

func writeAndFilter(path string) error {
	ports := []layers.TCPPort{80, 443, 80, 22}
	if err := write(path, ports); err != nil {
		return err
	}
	handle, err := pcap.OpenOffline(path)
	if err != nil {
		return err
	}
	defer handle.Close()
	if err := handle.SetBPFFilter("tcp and dst port 80"); err != nil {
		return err
	}
	count := 0
	for range gopacket.NewPacketSource(handle, handle.LinkType()).Packets() {
		count++
	}
	fmt.Printf("%s: %d of %d packets pass the filter\n", pcap.Version(), count, len(ports))
	return nil
}

func write(path string, ports []layers.TCPPort) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer file.Close()
	writer := pcapgo.NewWriter(file)
	if err := writer.WriteFileHeader(65536, layers.LinkTypeEthernet); err != nil {
		return err
	}
	for _, port := range ports {
		bytes, err := packet(port)
		if err != nil {
			return err
		}
		about := gopacket.CaptureInfo{CaptureLength: len(bytes), Length: len(bytes)}
		if err := writer.WritePacket(about, bytes); err != nil {
			return err
		}
	}
	return nil
}

func packet(port layers.TCPPort) ([]byte, error) {
	ethernet := &layers.Ethernet{
		SrcMAC:       net.HardwareAddr{2, 0, 0, 0, 0, 1},
		DstMAC:       net.HardwareAddr{2, 0, 0, 0, 0, 2},
		EthernetType: layers.EthernetTypeIPv4,
	}
	ip := &layers.IPv4{
		Version: 4, TTL: 64, Protocol: layers.IPProtocolTCP,
		SrcIP: net.IP{192, 0, 2, 1}, DstIP: net.IP{192, 0, 2, 2},
	}
	tcp := &layers.TCP{SrcPort: 40000, DstPort: port, SYN: true}
	if err := tcp.SetNetworkLayerForChecksum(ip); err != nil {
		return nil, err
	}
	buffer := gopacket.NewSerializeBuffer()
	options := gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true}
	err := gopacket.SerializeLayers(buffer, options, ethernet, ip, tcp)
	return buffer.Bytes(), err
}
