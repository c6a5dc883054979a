package records

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// lineReader reads lines of bounded length and counts them.
type lineReader struct {
	in     *bufio.Reader
	most   int
	number int // of the line read last, from 1
	buffer []byte
	begun  bool
	err    error // that a look ahead met
	peeked bool
}

var errTooLong = errors.New("too long")

// next returns the next line without its end, valid until the next call. After
// errTooLong the line has been passed over whole. The end of the input is
// io.EOF, also when nothing follows the last line's end.
func (l *lineReader) next() ([]byte, error) {
	if l.peeked {
		l.peeked = false
		if l.err == nil || errors.Is(l.err, errTooLong) {
			l.number++
		}
		return l.buffer, l.err
	}
	line, err := l.read()
	if err == nil || errors.Is(err, errTooLong) {
		l.number++
	}
	return line, err
}

// peek returns the line that next will return.
func (l *lineReader) peek() ([]byte, error) {
	if !l.peeked {
		var line []byte
		line, l.err = l.read()
		l.buffer = line
		l.peeked = true
	}
	return l.buffer, l.err
}

// ready reports whether there is more to read without waiting for it.
func (l *lineReader) ready() bool { return l.peeked || l.in.Buffered() > 0 }

func (l *lineReader) read() ([]byte, error) {
	if !l.begun {
		l.begun = true
		if err := l.begin(); err != nil {
			return nil, err
		}
	}
	l.buffer = l.buffer[:0]
	long, any := false, false
	for {
		part, err := l.in.ReadSlice('\n')
		any = any || len(part) > 0
		if long = long || len(l.buffer)+len(part) > l.most+2; !long {
			l.buffer = append(l.buffer, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF) && !any:
			return nil, io.EOF
		case err != nil && !errors.Is(err, io.EOF):
			return nil, err
		}
		line := bytes.TrimSuffix(l.buffer, []byte("\n"))
		line = bytes.TrimSuffix(line, []byte("\r"))
		if long || len(line) > l.most {
			return nil, errTooLong
		}
		return line, nil
	}
}

// begin passes over a byte order mark, and refuses text that isn't UTF-8 by its
// mark.
func (l *lineReader) begin() error {
	head, _ := l.in.Peek(3) // an error comes again when the line is read
	switch {
	case bytes.Equal(head, []byte("\xef\xbb\xbf")):
		_, _ = l.in.Discard(3)
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		return errorf("convert it first, for example: iconv -f UTF-16 -t UTF-8", "the input is UTF-16, expected UTF-8")
	}
	return nil
}

func (l *lineReader) tooLong(line int) *RowError {
	return &RowError{Line: line, Message: fmt.Sprintf("the row has more than %d bytes", l.most)}
}
