package rf2

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// directory adds every file below dir. What can't be read is an error, as it
// might have been RF2.
func (c *collector) directory(dir string) error {
	// WalkDir doesn't enter a root that is a link; the trailing "." resolves it.
	root := filepath.Clean(dir) + string(filepath.Separator) + "."
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if ctxErr := c.ctx.Err(); ctxErr != nil {
			return ctxErr
		}
		rel, relErr := filepath.Rel(root, path)
		if relErr != nil {
			rel = path
		}
		inner := filepath.ToSlash(rel)
		if err != nil {
			c.errs = append(c.errs, &FileError{Path: c.show(inner), Reason: FileUnreadable, Detail: "can't be read", Err: err})
			return nil
		}
		if d.IsDir() {
			if reason := skippedFolder(d.Name()); reason != "" && inner != "." {
				c.ignore(inner, reason)
				return fs.SkipDir
			}
			return nil
		}
		info, err := os.Stat(path) // follows links to files
		switch {
		case err != nil:
			c.errs = append(c.errs, &FileError{Path: c.show(inner), Reason: FileUnreadable, Detail: "can't be read", Err: err})
			return nil
		case info.IsDir():
			c.ignore(inner, "link to a directory")
			return nil
		case !info.Mode().IsRegular():
			c.ignore(inner, "not a regular file")
			return nil
		}
		return c.add(osEntry(path, inner, info.Size()), 0)
	})
}

// skippedFolder returns why a folder is not looked into, or "".
func skippedFolder(name string) string {
	switch {
	case name == "__MACOSX":
		return "macOS metadata"
	case strings.HasPrefix(name, ".") && name != "." && name != "..":
		return "hidden"
	}
	return ""
}
