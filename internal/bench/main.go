// Command bench measures how Firn serves a whole release: the start of a real
// `firn serve` process, its memory, lookups in process, and calls and streams over
// gRPC on the loopback interface. docs/benchmarks.md tells what each figure means
// and how to compare two runs.
//
// It makes its release once, with `firn synth` and `firn import`, and keeps it in a
// cache folder; it needs no network beyond 127.0.0.1. What it prints goes to a file
// too: a table for people and, below it, every sample in the format of Go's
// benchmarks, which benchstat reads.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

// options are the command line's.
type options struct {
	quick    bool
	firn     string // the binary; built if empty
	cache    string
	profile  string
	concepts int
	rf2      string
	seed     uint64
	out      string
	only     string
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var err error
	switch {
	case len(os.Args) == 2 && os.Args[1] == floorArgument:
		err = serveFloor(ctx, os.Stdout)
	case len(os.Args) == 4 && os.Args[1] == loadArgument:
		err = ask(ctx, os.Args[2], os.Args[3])
	default:
		err = run(ctx, parseOptions(), os.Stdout, os.Stderr)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func parseOptions() options {
	var o options
	flag.BoolVar(&o.quick, "quick", false, "fewer and shorter rounds: a look, not a result")
	flag.StringVar(&o.firn, "firn", os.Getenv("FIRN_BENCH_BINARY"), "firn binary to measure (default: $FIRN_BENCH_BINARY, else built from this source)")
	flag.StringVar(&o.cache, "dir", os.Getenv("FIRN_BENCH_DIR"), "folder of releases and results (default: $FIRN_BENCH_DIR, else firn-bench in the user's cache folder)")
	flag.StringVar(&o.profile, "profile", "international", "profile of the synthetic release: small, international or uk")
	flag.IntVar(&o.concepts, "concepts", 0, "a plain synthetic release of so many concepts instead of a profile")
	flag.StringVar(&o.rf2, "rf2", os.Getenv("FIRN_RF2"), "real RF2 package to measure instead (default: $FIRN_RF2)")
	flag.Uint64Var(&o.seed, "seed", 0, "seed of the synthetic release and of what is asked")
	flag.StringVar(&o.out, "out", "", "file for the result (default: results/<time>-<commit>.txt in the cache folder)")
	flag.StringVar(&o.only, "only", "", "measure only the rows that this regular expression matches")
	flag.Parse()
	return o
}

// run makes ready what is measured, measures it, and prints.
func run(ctx context.Context, o options, stdout, progress io.Writer) error {
	if o.cache == "" {
		dir, err := os.UserCacheDir()
		if err != nil {
			return fmt.Errorf("no cache folder: set FIRN_BENCH_DIR: %w", err)
		}
		o.cache = filepath.Join(dir, "firn-bench")
	}
	if err := os.MkdirAll(o.cache, 0o755); err != nil {
		return err
	}
	if o.firn == "" {
		o.firn = filepath.Join(o.cache, "firn")
		if err := command(ctx, progress, "go", "build", "-trimpath", "-o", o.firn, "./cmd/firn"); err != nil {
			return err
		}
	}
	data, name, err := release(ctx, o, progress)
	if err != nil {
		return err
	}
	begin := time.Now()
	m, err := newMeasuring(ctx, o, data, progress)
	if err != nil {
		return err
	}
	about := describe(ctx, o, name)
	err = m.all()
	m.close()
	if err != nil {
		return err
	}
	about = append(about, note{"measured in", time.Since(begin).Round(time.Second).String()}, note{"load after", loadAverage()})
	path := o.out
	if path == "" {
		path = filepath.Join(o.cache, "results", begin.UTC().Format("20060102T150405Z")+"-"+commit(ctx)+".txt")
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	both := io.MultiWriter(stdout, file)
	printTable(both, about, m.rows)
	printSamples(file, about, m.rows)
	if err := file.Close(); err != nil {
		return err
	}
	fmt.Fprintln(stdout, "\nwritten to", path)
	return nil
}

// command runs a program; its output goes to progress.
func command(ctx context.Context, progress io.Writer, name string, arguments ...string) error {
	fmt.Fprintln(progress, "bench:", name, arguments)
	c := exec.CommandContext(ctx, name, arguments...)
	c.Stdout, c.Stderr = progress, progress
	if err := c.Run(); err != nil {
		if ctx.Err() != nil {
			return errors.New("interrupted")
		}
		return fmt.Errorf("%s %v: %w", name, arguments, err)
	}
	return nil
}
