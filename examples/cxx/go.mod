module crossroot.example/cxx

go 1.21
