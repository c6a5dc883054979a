package catalog

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"
)

// sumFiles returns the size and checksum of every file below dir but the
// manifest, in ascending order of path. With sync it also makes each file
// durable. Anything that is neither a file nor a directory is an error.
func sumFiles(ctx context.Context, dir string, sync bool) ([]ContentFile, error) {
	var files []ContentFile
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		relative, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		if relative == manifestName {
			return nil
		}
		if !e.Type().IsRegular() {
			return fmt.Errorf("%s is no regular file", path)
		}
		files = append(files, ContentFile{Path: filepath.ToSlash(relative)})
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(files, func(a, b ContentFile) int { return cmp.Compare(a.Path, b.Path) })

	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i := range files {
		group.Go(func() error {
			return files[i].sum(ctx, filepath.Join(dir, filepath.FromSlash(files[i].Path)), sync)
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return files, nil
}

func (c *ContentFile) sum(ctx context.Context, path string, sync bool) error {
	// Some systems sync only through a descriptor that may write.
	flag := os.O_RDONLY
	if sync {
		flag = os.O_RDWR
	}
	f, err := os.OpenFile(path, flag, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	if sync {
		if err := f.Sync(); err != nil {
			return err
		}
	}
	hash := sha256.New()
	buffer := make([]byte, 1<<20)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := f.Read(buffer)
		hash.Write(buffer[:n])
		c.Size += int64(n)
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
	}
	c.SHA256 = hex.EncodeToString(hash.Sum(nil))
	return nil
}

// writeSynced writes a new file and makes its content durable.
func writeSynced(path string, content []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err == nil {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	return err
}

// syncDirs makes the names in dir and in all directories below it durable.
func syncDirs(dir string) error {
	return filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.IsDir() {
			return err
		}
		return syncDir(path)
	})
}

// syncDir makes the names in one directory durable.
func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = f.Sync()
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	return err
}

// mkdirSynced makes a directory and its parents below base, and makes their
// names durable.
func mkdirSynced(dir, base string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for dir != base {
		dir = filepath.Dir(dir)
		if err := syncDir(dir); err != nil {
			return err
		}
	}
	return nil
}
