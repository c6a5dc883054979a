package bulk

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync/atomic"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// input is an open input, decompressed.
type input struct {
	io.Reader
	plain io.Seeker // the file itself, where it isn't compressed
	close []func() error
	// parquet tells that rows come as JSON whatever the name of the file is.
	parquet bool
}

func (in *input) Close() error {
	var errs []error
	for i := len(in.close) - 1; i >= 0; i-- {
		errs = append(errs, in.close[i]())
	}
	return errors.Join(errs...)
}

// counted counts the bytes that are read.
type countedReader struct {
	in io.Reader
	n  *atomic.Int64
}

func (c *countedReader) Read(p []byte) (int, error) {
	n, err := c.in.Read(p)
	c.n.Add(int64(n))
	return n, err
}

// countedTable counts a Parquet file as if its rows were as long as their text: how much
// of it has been read isn't known.
type countedTable = countedReader

var gzipMagic, zstdMagic, parquetMagic = []byte{0x1f, 0x8b}, []byte{0x28, 0xb5, 0x2f, 0xfd}, []byte("PAR1")

// openInput opens an input by its path, or standard input. What it is compressed
// with is told by its first bytes, whatever its name.
func openInput(job *Job, path string, done *atomic.Int64) (*input, error) {
	in := &input{}
	var raw io.Reader
	var head []byte
	if path == "-" {
		b := bufio.NewReaderSize(&countedReader{job.Stdin, done}, 1<<16)
		head, _ = b.Peek(4) // an error comes again when it is read
		raw = b
	} else {
		file, err := os.Open(path)
		if err != nil {
			return nil, openError(path, err)
		}
		in.close = append(in.close, file.Close)
		info, err := file.Stat()
		if err != nil {
			in.Close()
			return nil, fmt.Errorf("reading %s: %w", path, err)
		}
		if info.IsDir() {
			in.Close()
			return nil, errorf("give files, or - for standard input", "%s is a directory", path)
		}
		raw = &countedReader{file, done}
		if info.Mode().IsRegular() {
			head = make([]byte, 4)
			n, err := file.ReadAt(head, 0)
			if err != nil && !errors.Is(err, io.EOF) {
				in.Close()
				return nil, fmt.Errorf("reading %s: %w", path, err)
			}
			head = head[:n]
			in.plain = file
		} else {
			b := bufio.NewReaderSize(raw, 1<<16)
			head, _ = b.Peek(4)
			raw = b
		}
	}
	switch {
	case bytes.HasPrefix(head, gzipMagic):
		z, err := gzip.NewReader(bufio.NewReaderSize(raw, 1<<18))
		if err != nil {
			in.Close()
			return nil, fmt.Errorf("reading %s: %w", path, err)
		}
		in.close = append(in.close, z.Close)
		in.Reader, in.plain = z, nil
	case bytes.Equal(head, zstdMagic):
		z, err := zstd.NewReader(raw, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(64<<20))
		if err != nil {
			in.Close()
			return nil, fmt.Errorf("reading %s: %w", path, err)
		}
		in.close = append(in.close, func() error { z.Close(); return nil })
		in.Reader, in.plain = z, nil
	case bytes.Equal(head, parquetMagic):
		if in.plain == nil {
			in.Close()
			return nil, errorf("write it to a file first", "%s is Parquet, which is read from its end: it must be a file", path)
		}
		file := in.plain.(*os.File)
		table, err := openParquet(file)
		if err != nil {
			in.Close()
			return nil, errorf("", "reading %s as Parquet: %v", path, err)
		}
		in.close = append(in.close, table.Close)
		in.Reader, in.plain, in.parquet = &countedTable{table, done}, nil, true
	default:
		in.Reader = raw
	}
	return in, nil
}

func openError(path string, err error) error {
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		return errorf("", "reading the codes: %v", err)
	}
	return fmt.Errorf("reading %s: %w", path, err)
}

// skip passes over the first n decompressed bytes.
func (in *input) skip(ctx context.Context, n int64) error {
	if in.plain != nil {
		_, err := in.plain.Seek(n, io.SeekStart)
		return err
	}
	for n > 0 {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		some, err := io.CopyN(io.Discard, in, min(n, 1<<22))
		if n -= some; err != nil {
			return fmt.Errorf("the input has become shorter: %w", err)
		}
	}
	return nil
}
