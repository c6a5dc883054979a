//go:build !linux

package index

import "time"

// threadTime isn't known here.
func threadTime() time.Duration { return 0 }
