package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Processor time tells what work costs even where others use the machine: the
// clock on the wall goes on while they run. It is added up over this process,
// which is the client, and the server.

// clockTick is the unit of /proc/<pid>/stat: a hundredth of a second on every
// Linux.
const clockTick = 10 * time.Millisecond

// cpu returns the processor time that the process has used so far.
func (p *process) cpu() (time.Duration, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.command.Process.Pid))
	if err != nil {
		return 0, err
	}
	return parseStat(string(text))
}

// parseStat adds up user and system time, the 14th and 15th field.
func parseStat(text string) (time.Duration, error) {
	// The second field, in brackets, may hold blanks.
	end := strings.LastIndexByte(text, ')')
	fields := strings.Fields(text[end+1:])
	if end < 0 || len(fields) < 13 {
		return 0, fmt.Errorf("stat: %q has too few fields", text)
	}
	var ticks int64
	for _, field := range fields[11:13] {
		n, err := strconv.ParseInt(field, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("stat: %w", err)
		}
		ticks += n
	}
	return time.Duration(ticks) * clockTick, nil
}

// ownCPU returns the processor time that this process has used so far.
func ownCPU() (time.Duration, error) {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0, fmt.Errorf("getrusage: %w", err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()), nil
}

// spent runs f and returns the processor time that client and server spent on it.
func spent(server *process, f func() error) (client, served time.Duration, err error) {
	own, err := ownCPU()
	if err != nil {
		return 0, 0, err
	}
	theirs, err := server.cpu()
	if err != nil {
		return 0, 0, err
	}
	if err := f(); err != nil {
		return 0, 0, err
	}
	after, err := ownCPU()
	if err != nil {
		return 0, 0, err
	}
	theirsAfter, err := server.cpu()
	return after - own, theirsAfter - theirs, err
}
