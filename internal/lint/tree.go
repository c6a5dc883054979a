package lint

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"strings"
)

// File is one file of the project.
type File struct {
	// Path is slash-separated and starts at the project's root.
	Path string

	// Content is the whole file.
	Content []byte

	// Syntax is the parsed file if it is Go and no testdata, else nil.
	Syntax *ast.File

	// Positions resolves the positions in Syntax.
	Positions *token.FileSet
}

// Tree is every file of the project that rules look at, folder by folder, in
// lexical order within a folder.
type Tree []*File

// skippedFolders aren't the project's own writing: git's data, what builds and
// runs leave. They are the folders of .gitignore and those beginning with a dot,
// except .ci.
var skippedFolders = map[string]bool{"bin": true, "firn-data": true, "node_modules": true}

// maxFileSize bounds what is read: larger files are data, not writing.
const maxFileSize = 1 << 20

// Load reads the project below root. It walks the folder instead of asking git, so
// that the rules hold in an unpacked archive too and that the go tool sees which
// files a test result depends on.
func Load(root fs.FS) (Tree, error) {
	var tree Tree
	positions := token.NewFileSet()
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			// Tests of other packages may come and go with temporary files.
			if errors.Is(err, fs.ErrNotExist) && name != "." {
				return nil
			}
			return err
		}
		base := path.Base(name)
		if entry.IsDir() {
			hidden := strings.HasPrefix(base, ".") && name != "." && base != ".ci"
			if hidden || skippedFolders[base] {
				return fs.SkipDir
			}
			return nil
		}
		info, err := entry.Info()
		if err != nil || !info.Mode().IsRegular() || info.Size() > maxFileSize {
			return nil
		}
		file, err := parse(root, name, positions)
		if err != nil {
			return err
		}
		tree = append(tree, file)
		return nil
	})
	return tree, err
}

// parse reads one file, and its syntax if it is Go.
func parse(root fs.FS, name string, positions *token.FileSet) (*File, error) {
	content, err := fs.ReadFile(root, name)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	file := &File{Path: name, Content: content, Positions: positions}
	if path.Ext(name) == ".go" && !file.InTestdata() {
		file.Syntax, err = parser.ParseFile(positions, name, content, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, fmt.Errorf("parsing %s: %w", name, err)
		}
	}
	return file, nil
}

// Go returns the Go files that people wrote, tests among them or not.
func (t Tree) Go(withTests bool) Tree {
	var files Tree
	for _, file := range t {
		if file.Syntax == nil || file.Generated() || (file.Test() && !withTests) {
			continue
		}
		files = append(files, file)
	}
	return files
}

// Test tells whether the file is compiled for tests only.
func (f *File) Test() bool { return strings.HasSuffix(f.Path, "_test.go") }

// Generated tells whether a program wrote the file and says so.
func (f *File) Generated() bool { return f.Syntax != nil && ast.IsGenerated(f.Syntax) }

// Main tells whether the file belongs to a program rather than to a library.
func (f *File) Main() bool { return f.Syntax != nil && f.Syntax.Name.Name == "main" }

// InTestdata tells whether the file is test data, which follows no rules.
func (f *File) InTestdata() bool {
	return strings.HasPrefix(f.Path, "testdata/") || strings.Contains(f.Path, "/testdata/")
}

// Lines returns the file's number of lines.
func (f *File) Lines() int { return bytes.Count(f.Content, []byte{'\n'}) }

// position resolves a position in the file's syntax.
func (f *File) position(pos token.Pos) token.Position { return f.Positions.Position(pos) }
