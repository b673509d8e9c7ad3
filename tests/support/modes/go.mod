module example.org/modes

go 1.25
