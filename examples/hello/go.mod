module crossroot.example/hello

go 1.21
