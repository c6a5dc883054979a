//go:build !linux

package catalog

import "errors"

// errNoExchange tells that the system or file system can't exchange names.
var errNoExchange = errors.New("no atomic exchange of directories")

// exchange always returns errNoExchange.
func exchange(a, b string) error { return errNoExchange }
