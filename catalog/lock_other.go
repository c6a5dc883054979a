//go:build !unix

package catalog

import (
	"errors"
	"os"
)

// flockFile refuses: without a lock that ends with its process, two imports
// could destroy each other's work.
func flockFile(*os.File) error {
	return errors.New("changing a data directory needs file locks, which this program has on Unix systems only")
}
