package main

import (
	"fmt"
	"io"
	"time"
)

// counter shows on a terminal how many rows are done, on one line that it writes
// over. The zero value shows nothing.
type counter struct {
	out   io.Writer
	began time.Time
	last  time.Time
}

// counterEvery is the least time between two looks.
const counterEvery = 200 * time.Millisecond

func (c *counter) tell(rows int) {
	now := time.Now()
	if c.began.IsZero() {
		c.began = now
	}
	if c.out == nil || now.Sub(c.last) < counterEvery {
		return
	}
	c.last = now
	line := plural(rows, "row", "rows")
	if elapsed := now.Sub(c.began).Seconds(); elapsed > 1 {
		line += fmt.Sprintf(", %s a second", thousands(int(float64(rows)/elapsed)))
	}
	fmt.Fprintf(c.out, "\r\x1b[K%s", line)
}

// clear takes the line away.
func (c *counter) clear() {
	if c.out != nil && !c.last.IsZero() {
		fmt.Fprint(c.out, "\r\x1b[K")
	}
}
