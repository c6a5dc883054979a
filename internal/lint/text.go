package lint

import (
	"bytes"
	"path"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// machinePath matches an absolute path into someone's own machine. What stands
// before it must not make it part of a longer path or of a URL.
var machinePath = regexp.MustCompile(`(^|[^\w.~})/*-])(/(home|root|work|Users)/[\w.-]+)`)

// written names the kinds of file that people write, by extension. Files without
// one (Makefile, Dockerfile, scripts) count too.
var written = map[string]bool{
	"": true, ".go": true, ".md": true, ".sh": true, ".proto": true, ".yaml": true, ".yml": true, ".mod": true,
	".txtar": true, ".html": true, ".js": true, ".css": true, ".toml": true,
}

// MachinePaths finds absolute paths that only one machine has.
func MachinePaths(tree Tree) []Finding {
	var findings []Finding
	for _, file := range tree {
		if !written[path.Ext(file.Path)] || bytes.IndexByte(file.Content, 0) >= 0 {
			continue
		}
		for i, line := range strings.Split(string(file.Content), "\n") {
			if match := machinePath.FindStringSubmatch(line); match != nil {
				findings = append(findings, Finding{file.Path, i + 1, "a path of one machine: " + match[2]})
			}
		}
	}
	return findings
}

// markdownLink matches inline links and images, and the target of reference links.
var markdownLink = regexp.MustCompile(`\]\(\s*<?([^)\s>]+)>?[^)]*\)|^\[[^\]^]+\]:\s*<?([^\s>]+)>?`)

// inlineCode matches code within a line, where brackets are no links.
var inlineCode = regexp.MustCompile("`[^`]*`")

// Links finds relative links of Markdown pages whose file or heading isn't there.
func Links(tree Tree) []Finding {
	exists := map[string]bool{".": true}
	headings := make(map[string]map[string]bool)
	for _, file := range tree {
		for name := file.Path; name != "."; name = path.Dir(name) {
			exists[name] = true
		}
		if path.Ext(file.Path) == ".md" {
			headings[file.Path] = anchors(file.Content)
		}
	}
	var findings []Finding
	for _, file := range tree {
		if path.Ext(file.Path) != ".md" || file.InTestdata() {
			continue
		}
		for i, line := range prose(file.Content) {
			for _, match := range markdownLink.FindAllStringSubmatch(inlineCode.ReplaceAllString(line, ""), -1) {
				link := match[1] + match[2]
				if strings.Contains(link, ":") || strings.HasPrefix(link, "//") {
					continue // another site, or mail
				}
				name, heading, _ := strings.Cut(link, "#")
				target := file.Path
				if name != "" {
					target = path.Join(path.Dir(file.Path), name)
				}
				switch {
				case !exists[target]:
					findings = append(findings, Finding{file.Path, i + 1, "broken link: no file " + target})
				case heading != "" && headings[target] != nil && !headings[target][heading]:
					findings = append(findings, Finding{file.Path, i + 1, "broken link: no heading #" + heading + " in " + target})
				}
			}
		}
	}
	return findings
}

// prose returns a page's lines with fenced code blanked, so that the numbers stay.
func prose(content []byte) []string {
	lines := strings.Split(string(content), "\n")
	fence := ""
	for i, line := range lines {
		trimmed := strings.TrimLeft(line, " ")
		switch {
		case fence != "":
			if strings.HasPrefix(trimmed, fence) {
				fence = ""
			}
			lines[i] = ""
		case strings.HasPrefix(trimmed, "```"), strings.HasPrefix(trimmed, "~~~"):
			fence = trimmed[:3]
			lines[i] = ""
		}
	}
	return lines
}

// anchors returns the anchors of a page's headings, made as the usual Markdown
// hosts make them: lower case, punctuation dropped, spaces to hyphens, a number
// after a repeated one.
func anchors(content []byte) map[string]bool {
	found := make(map[string]bool)
	seen := make(map[string]int)
	for _, line := range prose(content) {
		marks := len(line) - len(strings.TrimLeft(line, "#"))
		if marks == 0 || marks > 6 || !strings.HasPrefix(line[marks:], " ") {
			continue
		}
		anchor := strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
				return unicode.ToLower(r)
			}
			return -1
		}, strings.TrimSpace(line[marks:]))
		if n := seen[anchor]; n > 0 {
			found[anchor+"-"+strconv.Itoa(n)] = true
		}
		seen[anchor]++
		found[anchor] = true
	}
	return found
}
