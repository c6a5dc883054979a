package bulk

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// sink is an output.
type sink struct {
	path    string
	file    *os.File  // the part; nil for standard output
	out     io.Writer // counts
	written int64     // bytes that are in file
	squeeze squeezer  // nil for none
	open    bool      // a member or frame is begun
}

// squeezer compresses. Both kinds have these.
type squeezer interface {
	io.WriteCloser
	Reset(io.Writer)
}

const partEnding = ".part"

// openSink opens an output at the place where a checkpoint left it, 0 for the
// beginning. It returns nil for no path.
func openSink(job *Job, path string, at int64) (*sink, error) {
	if path == "" {
		return nil, nil
	}
	s := &sink{path: path, written: at}
	if path == "-" {
		s.out = job.Stdout
	} else {
		flags := os.O_WRONLY | os.O_CREATE
		if at == 0 {
			flags |= os.O_TRUNC
		}
		file, err := os.OpenFile(path+partEnding, flags, 0o644)
		if err != nil {
			return nil, errorf("", "writing the output: %v", err)
		}
		s.file = file
		info, err := file.Stat()
		if err == nil && info.Size() < at {
			err = fmt.Errorf("it has %d bytes, fewer than the checkpoint says", info.Size())
		}
		if err == nil {
			err = file.Truncate(at)
		}
		if err == nil {
			_, err = file.Seek(at, io.SeekStart)
		}
		if err != nil {
			file.Close()
			return nil, errorf("remove the checkpoint to begin anew", "going on with %s: %v", path+partEnding, err)
		}
		s.out = &countingWriter{file, &s.written}
	}
	switch strings.ToLower(filepath.Ext(path)) {
	case ".gz":
		s.squeeze = gzip.NewWriter(io.Discard)
	case ".zst", ".zstd":
		z, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest))
		if err != nil {
			return nil, err
		}
		s.squeeze = z
	}
	return s, nil
}

type countingWriter struct {
	out io.Writer
	n   *int64
}

func (c *countingWriter) Write(p []byte) (int, error) {
	n, err := c.out.Write(p)
	*c.n += int64(n)
	return n, err
}

func (s *sink) write(p []byte) (err error) {
	switch {
	case s == nil || len(p) == 0:
		return nil
	case s.squeeze == nil:
		_, err = s.out.Write(p)
	default:
		if !s.open {
			s.squeeze.Reset(s.out)
			s.open = true
		}
		_, err = s.squeeze.Write(p)
	}
	if err != nil {
		return fmt.Errorf("writing %s: %w", s.path, err)
	}
	return nil
}

// endSection ends the member or frame, so that all that was written is in the file.
func (s *sink) endSection() error {
	if s == nil || !s.open {
		return nil
	}
	s.open = false
	if err := s.squeeze.Close(); err != nil {
		return fmt.Errorf("writing %s: %w", s.path, err)
	}
	return nil
}

// sync makes what was written survive the machine.
func (s *sink) sync() error {
	if s == nil || s.file == nil {
		return nil
	}
	return s.file.Sync()
}

// finish puts a whole output in its place.
func (s *sink) finish() error {
	if s == nil {
		return nil
	}
	if err := s.endSection(); err != nil || s.file == nil {
		return err
	}
	err := errors.Join(s.file.Sync(), s.file.Close())
	if err == nil {
		err = os.Rename(s.path+partEnding, s.path)
	}
	if err != nil {
		return fmt.Errorf("writing %s: %w", s.path, err)
	}
	s.file = nil
	return nil
}

// abandon closes an output that isn't whole, and removes it unless a checkpoint needs
// it.
func (s *sink) abandon(keep bool) {
	if s == nil || s.file == nil {
		return
	}
	s.file.Close()
	if !keep {
		os.Remove(s.path + partEnding)
	}
}
