package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
)

// note is a line above the table.
type note struct{ key, value string }

// describe tells what is measured, and where.
func describe(ctx context.Context, o options, release string) []note {
	mode := "whole"
	if o.quick {
		mode = "quick"
	}
	return []note{
		{"release", release},
		{"seed", fmt.Sprint(o.seed)},
		{"run", mode},
		{"commit", commit(ctx)},
		{"go", runtime.Version()},
		{"goos", runtime.GOOS},
		{"goarch", runtime.GOARCH},
		{"cpu", cpuModel()},
		{"cores", fmt.Sprint(runtime.NumCPU())},
		{"load before", loadAverage()},
	}
}

// commit returns the source's commit, with a mark where files differ from it.
func commit(ctx context.Context) string {
	out, err := exec.CommandContext(ctx, "git", "describe", "--always", "--dirty", "--abbrev=10", "--exclude=*").Output()
	if err != nil {
		return "unknown"
	}
	return strings.TrimSpace(string(out))
}

func cpuModel() string {
	text, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return "unknown"
	}
	for line := range strings.Lines(string(text)) {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return "unknown"
}

// loadAverage returns how many processes wanted to run, over 1, 5 and 15 minutes:
// how quiet the machine was.
func loadAverage() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	fields := strings.Fields(string(text))
	return strings.Join(fields[:min(3, len(fields))], " ")
}
