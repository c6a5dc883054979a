package importer

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/firn-sct/firn/importer/rf2"
	"github.com/firn-sct/firn/terminology"
)

// input is an RF2 file that is read.
type input struct {
	file *rf2.File
	// path is the package's last name and the file's place in it: it doesn't
	// depend on where the package lies.
	path string

	rows    int64
	sha256  string
	skipped int
}

// packages are the opened paths of an import.
type packages struct {
	opened      []*rf2.Package
	inputs      []*input // what is read, in ascending order of path
	ignored     []rf2.Ignored
	information []*rf2.Information
}

func (p *packages) close() {
	for _, o := range p.opened {
		o.Close()
	}
}

// openPackages opens all paths and chooses the files that are read.
func openPackages(ctx context.Context, options *Options) (*packages, error) {
	p := &packages{}
	var errs []error
	for _, arg := range options.Paths {
		opened, err := rf2.Open(ctx, arg)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		p.opened = append(p.opened, opened)
		p.ignored = append(p.ignored, opened.Ignored...)
		p.information = append(p.information, opened.Information...)
		prefix := packageName(arg)
		for _, c := range containers(opened) {
			files, ignored, err := c.choose(options.AsOf)
			if err != nil {
				errs = append(errs, err)
				continue
			}
			p.ignored = append(p.ignored, ignored...)
			for _, f := range files {
				p.inputs = append(p.inputs, &input{file: f, path: inputPath(prefix, opened, f)})
			}
		}
	}
	if len(errs) > 0 {
		p.close()
		return nil, errors.Join(errs...)
	}
	// Independent of the order of the paths, unless two have the same name.
	slices.SortStableFunc(p.inputs, func(a, b *input) int {
		return cmp.Or(cmp.Compare(a.path, b.path), cmp.Compare(a.file.Size, b.file.Size))
	})
	return p, nil
}

// packageName returns the last part of a path as a name for the package.
func packageName(arg string) string {
	if abs, err := filepath.Abs(arg); err == nil {
		arg = abs
	}
	return filepath.Base(arg)
}

func inputPath(prefix string, p *rf2.Package, f *rf2.File) string {
	rest := strings.TrimPrefix(f.Path, p.Path)
	switch {
	case strings.HasPrefix(rest, "!/"): // a zip
		return prefix + "!/" + f.Inner
	case prefix == f.Inner: // a single file
		return prefix
	default:
		return prefix + "/" + f.Inner
	}
}

// container is the files that belong to one release package: those of one zip,
// or those below one folder that has folders Full, Snapshot and Delta.
type container struct {
	name  string // for people
	files map[rf2.ReleaseType][]*rf2.File
}

// containers splits what one path holds into release packages, in ascending
// order of name.
func containers(p *rf2.Package) []*container {
	byName := map[string]*container{}
	var list []*container
	for _, f := range p.Files {
		name := strings.TrimSuffix(f.Path, f.Inner) + containerOf(f.Inner)
		name = strings.TrimSuffix(strings.TrimSuffix(name, "/"), "!")
		c := byName[name]
		if c == nil {
			c = &container{name: name, files: map[rf2.ReleaseType][]*rf2.File{}}
			byName[name] = c
			list = append(list, c)
		}
		c.files[f.ReleaseType] = append(c.files[f.ReleaseType], f)
	}
	slices.SortFunc(list, func(a, b *container) int { return cmp.Compare(a.name, b.name) })
	return list
}

// containerOf returns the part of a file's place that names its package.
func containerOf(inner string) string {
	within := ""
	if i := strings.LastIndex(inner, "!/"); i >= 0 {
		within, inner = inner[:i+2], inner[i+2:]
	}
	folders := strings.Split(path.Dir(inner), "/")
	for i, folder := range folders {
		for _, t := range []rf2.ReleaseType{rf2.Full, rf2.Snapshot, rf2.Delta} {
			if strings.EqualFold(folder, t.String()) {
				return within + strings.Join(folders[:i], "/")
			}
		}
	}
	return within
}

// choose picks the files of a package that are read, and says why the others
// aren't.
func (c *container) choose(asOf terminology.Date) ([]*rf2.File, []rf2.Ignored, error) {
	full, snapshot, delta := c.files[rf2.Full], c.files[rf2.Snapshot], c.files[rf2.Delta]
	var ignored []rf2.Ignored
	leave := func(files []*rf2.File, reason string) {
		for _, f := range files {
			ignored = append(ignored, rf2.Ignored{Path: f.Path, Reason: reason})
		}
	}
	switch {
	case asOf != 0 && len(full) > 0:
		leave(snapshot, fmt.Sprintf("Snapshot, and the Full files tell the state as of %s", asOf))
		leave(delta, "Delta, and the package has Full files")
		return full, ignored, nil
	case len(snapshot) > 0:
		if newest := newestDate(snapshot); asOf != 0 && newest > asOf {
			return nil, nil, &Error{
				Problem: ProblemSnapshotTooNew,
				Message: fmt.Sprintf("%s has a Snapshot of %s and no Full files: it can't tell the state as of %s, because a Snapshot has only the newest row of each component", c.name, newest, asOf),
				Hint:    "pass the package that has Full files, or the Snapshot of that day",
			}
		}
		leave(full, "Full, and the package has a Snapshot")
		leave(delta, "Delta, and the package has a Snapshot")
		return snapshot, ignored, nil
	case len(full) > 0:
		leave(delta, "Delta, and the package has Full files")
		return full, ignored, nil
	default:
		return nil, nil, &Error{
			Problem: ProblemDeltaOnly,
			Message: fmt.Sprintf("%s holds Delta files only, and a Delta has only what changed since an earlier release", c.name),
			Hint:    "pass the package with the Snapshot (or Full) files of that release",
		}
	}
}

// earlier returns the earlier of two dates; 0 stands for none.
func earlier(a, b terminology.Date) terminology.Date {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}

// asOfTooEarly is the error for an as-of date before every row.
func (r *rows) asOfTooEarly(asOf terminology.Date) error {
	e := &Error{Problem: ProblemAsOfTooEarly, Message: fmt.Sprintf("the packages have no row of effective time %s or before: ", asOf)}
	if r.earliest == 0 {
		e.Message += "all their rows are unpublished"
		e.Hint = "leave --as-of out"
		return e
	}
	e.Message += "the earliest is of " + r.earliest.String()
	e.Hint = "give --as-of that day or a later one"
	return e
}

// empty reports whether no row at all was read.
func (r *rows) empty() bool {
	n := r.concepts.len() + r.descriptions.len() + r.relationships.len() + r.concrete.len() + r.stated.len() + r.identifiers.len()
	for _, t := range r.members {
		n += t.len()
	}
	return n == 0
}

func newestDate(files []*rf2.File) terminology.Date {
	var newest terminology.Date
	for _, f := range files {
		newest = max(newest, terminology.Date(f.EffectiveDate))
	}
	return newest
}
