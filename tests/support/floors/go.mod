module example.org/floors

go 1.25
