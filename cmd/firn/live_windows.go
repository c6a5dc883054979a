package main

import (
	"os"

	"golang.org/x/sys/windows"
)

// controllingTerminal is the console that the process belongs to.
const controllingTerminal = "CONOUT$"

// drawingMode makes a console obey control sequences, and returns what undoes that.
func drawingMode(out *os.File) (undo func(), err error) {
	console := windows.Handle(out.Fd())
	var before uint32
	if err := windows.GetConsoleMode(console, &before); err != nil {
		return nil, err
	}
	if err := windows.SetConsoleMode(console, before|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING); err != nil {
		return nil, err
	}
	return func() { _ = windows.SetConsoleMode(console, before) }, nil
}
