package synth

import (
	"archive/zip"
	"bufio"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"time"
)

// Sink takes the files of a package, one after the other. Paths are relative
// to the package's folder, with forward slashes.
type Sink interface {
	// Create begins a file; the file before it has been closed.
	Create(path string) (io.WriteCloser, error)
}

// DirSink writes the package's files below a directory, which it creates.
type DirSink struct{ dir string }

// NewDirSink returns a sink that writes below dir, over what is there.
func NewDirSink(dir string) *DirSink { return &DirSink{dir} }

// Create implements [Sink].
func (s *DirSink) Create(path string) (io.WriteCloser, error) {
	full := filepath.Join(s.dir, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(full), 0o777); err != nil {
		return nil, err
	}
	f, err := os.Create(full)
	if err != nil {
		return nil, err
	}
	return &bufferedFile{bufio.NewWriterSize(f, 1<<16), f}, nil
}

type bufferedFile struct {
	*bufio.Writer
	file *os.File
}

func (f *bufferedFile) Close() error { return errors.Join(f.Flush(), f.file.Close()) }

// ZipSink writes the package as a zip archive. Entries carry a fixed time, so
// that the same package is the same bytes.
type ZipSink struct {
	zip    *zip.Writer
	folder string
}

// NewZipSink returns a sink that writes a zip archive to w, with every file
// below the folder, as published packages have it (empty for none). Close it.
func NewZipSink(w io.Writer, folder string) *ZipSink {
	if folder != "" {
		folder += "/"
	}
	return &ZipSink{zip.NewWriter(w), folder}
}

// NewParallelZipSink returns a sink like that of [NewZipSink] that compresses
// on all cores: for large releases. Its bytes differ from NewZipSink's, but are
// the same on every machine.
func NewParallelZipSink(w io.Writer, folder string) *ZipSink {
	s := NewZipSink(w, folder)
	s.zip.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) {
		return newParallelDeflate(out, runtime.GOMAXPROCS(0)), nil
	})
	return s
}

// Create implements [Sink].
func (s *ZipSink) Create(path string) (io.WriteCloser, error) {
	w, err := s.zip.CreateHeader(&zip.FileHeader{
		Name: s.folder + path, Method: zip.Deflate,
		Modified: time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC),
	})
	if err != nil {
		return nil, err
	}
	return &zipEntry{bufio.NewWriterSize(w, 1<<16)}, nil
}

// Close writes the archive's directory. It doesn't close the writer below.
func (s *ZipSink) Close() error { return s.zip.Close() }

type zipEntry struct{ *bufio.Writer }

func (e *zipEntry) Close() error { return e.Flush() }

// PackageName returns the name of the package that [Generate] makes of cfg,
// which is also its folder within a zip archive.
func PackageName(cfg Config) (string, error) {
	cfg, _, err := cfg.complete()
	if err != nil {
		return "", err
	}
	return "SnomedCT_FirnSyntheticEdition_PRODUCTION_" + cfg.Date + "T120000Z", nil
}
