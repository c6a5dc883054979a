//go:build !race

package e2e

// raceDetector is described in race_test.go.
const raceDetector = false
