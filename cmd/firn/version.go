package main

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"
)

type versionCommand struct {
	JSON bool `name:"json" help:"Print one JSON object: version, commit, date, go, platform."`
}

// Help implements [kong.HelpProvider].
func (versionCommand) Help() string {
	return `
Example:

    firn version --json

Exit codes: 0 always.
`
}

// buildInfo tells which build of the program this is.
type buildInfo struct {
	Version  string `json:"version"`
	Commit   string `json:"commit"`
	Date     string `json:"date"` // of the commit
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

// buildVersion takes what the linker was given, and what Go recorded for the
// rest.
func buildVersion() buildInfo {
	b := buildInfo{Version: version, Commit: commit, Date: date, Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	if info, ok := debug.ReadBuildInfo(); ok {
		if v := info.Main.Version; v != "" && v != "(devel)" {
			b.Version = cmp.Or(b.Version, v)
		}
		for _, setting := range info.Settings {
			switch setting.Key {
			case "vcs.revision":
				b.Commit = cmp.Or(b.Commit, setting.Value)
			case "vcs.time":
				b.Date = cmp.Or(b.Date, setting.Value)
			}
		}
	}
	b.Version = cmp.Or(b.Version, "development")
	b.Commit = cmp.Or(b.Commit, "unknown")
	b.Date = cmp.Or(b.Date, "unknown")
	return b
}

// String returns the version in one line.
func (b buildInfo) String() string {
	return fmt.Sprintf("firn %s (commit %s of %s, %s, %s)", b.Version, b.Commit, b.Date, b.Go, b.Platform)
}

// Run implements the command.
func (c *versionCommand) Run(p *process) error {
	if c.JSON {
		return p.json(buildVersion())
	}
	p.line("%s", buildVersion())
	return nil
}
