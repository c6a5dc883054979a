package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"github.com/firn-sct/firn/catalog"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/store"
)

// release returns a data directory that holds the release to measure, and what
// to call it. It makes both the package and the directory unless the cache has
// them. The formats' versions are part of the name, as far as they are known from
// outside, so that programs of several formats can share the cache; a release that
// this program can't read is made again.
func release(ctx context.Context, o options, progress io.Writer) (data, name string, err error) {
	source := o.rf2
	var synth []string
	switch {
	case o.rf2 != "":
		if name, err = nameOfPackage(o.rf2); err != nil {
			return "", "", err
		}
	case o.concepts > 0:
		name = fmt.Sprintf("synthetic-%d-seed%d", o.concepts, o.seed)
		synth = []string{"--concepts", strconv.Itoa(o.concepts)}
	default:
		name = fmt.Sprintf("synthetic-%s-seed%d", o.profile, o.seed)
		synth = []string{"--profile", o.profile}
	}
	data = filepath.Join(o.cache, "data", fmt.Sprintf("%s-format%d.%d", name, catalog.FormatVersion, store.FormatVersion))
	if _, err := os.Stat(data); err == nil {
		if readable(data) {
			return data, name, nil
		}
		fmt.Fprintln(progress, "bench: the release has another format: making it again")
		if err := os.RemoveAll(data); err != nil {
			return "", "", err
		}
	}
	if source == "" {
		source = filepath.Join(o.cache, name+".zip")
		defer os.Remove(source) // it can be made again, and is large
		arguments := append([]string{"synth", "--quiet", "--seed", strconv.FormatUint(o.seed, 10)}, synth...)
		if err := command(ctx, progress, o.firn, append(arguments, source)...); err != nil {
			return "", "", err
		}
	}
	building := data + ".building"
	if err := os.RemoveAll(building); err != nil {
		return "", "", err
	}
	if err := command(ctx, progress, o.firn, "import", "--data", building, source); err != nil {
		return "", "", err
	}
	return data, name, os.Rename(building, data)
}

// readable reports whether this program knows the format of all parts of the
// release in a data directory. What else is wrong shows when it is opened.
func readable(data string) bool {
	dir, err := releaseDir(data)
	if err != nil {
		return true
	}
	release, _, err := catalog.OpenRelease(dir)
	if err == nil {
		release.Close()
	}
	var refused *terminology.Error
	return !errors.As(err, &refused) || refused.Reason != terminology.ReasonFormatUnknown
}

// nameOfPackage names an RF2 package after its file, size and time.
func nameOfPackage(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	stat, err := os.Stat(path)
	if err != nil {
		return "", fmt.Errorf("FIRN_RF2: %w", err)
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d %s", path, stat.Size(), stat.ModTime()))
	return fmt.Sprintf("%s-%x", filepath.Base(path), sum[:4]), nil
}

// releaseDir returns the one release directory within a data directory.
func releaseDir(data string) (string, error) {
	found, err := filepath.Glob(filepath.Join(data, "releases", "*", "*"))
	if err != nil {
		return "", err
	}
	if len(found) != 1 {
		return "", fmt.Errorf("%s holds %d releases: expected one; remove it to have it made again", data, len(found))
	}
	return found[0], nil
}
