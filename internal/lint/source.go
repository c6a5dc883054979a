package lint

import (
	"go/ast"
	"go/token"
	"regexp"
	"strconv"
	"strings"
)

// MaxLines is the length from which a file must give its reason.
const MaxLines = 700

// longFileReason is how a file gives it: a comment line of its own near the top.
var longFileReason = regexp.MustCompile(`(?m)^// Long file: \S.*$`)

// reasonWithin is how near: in the first so many bytes.
const reasonWithin = 4096

// LongFiles finds Go files over [MaxLines] lines that don't say why. Tests and
// generated files may be as long as they are.
func LongFiles(tree Tree) []Finding {
	var findings []Finding
	for _, file := range tree.Go(false) {
		top := file.Content[:min(len(file.Content), reasonWithin)]
		if lines := file.Lines(); lines > MaxLines && !longFileReason.Match(top) {
			findings = append(findings, Finding{File: file.Path, Message: strconv.Itoa(lines) +
				" lines: split it, or say why at the top in a comment `// Long file: ...`"})
		}
	}
	return findings
}

// unfinished matches the marks of work left undone, as words in comments.
var unfinished = regexp.MustCompile(`\b(TODO|FIXME|XXX|HACK)\b`)

// Unfinished finds comments that put work off. What isn't done belongs in an
// issue, and the code says what it does, not what it should do.
func Unfinished(tree Tree) []Finding {
	var findings []Finding
	for _, file := range tree.Go(true) {
		for _, group := range file.Syntax.Comments {
			for _, comment := range group.List {
				if mark := unfinished.FindString(comment.Text); mark != "" {
					findings = append(findings, at(file.position(comment.Pos()), "%s in a comment: do it, or file an issue", mark))
				}
			}
		}
	}
	return findings
}

// global is a package's member, by import path and a pattern for its name.
type global struct {
	pkg  string
	name *regexp.Regexp
	why  string
}

// bannedCalls lists what a library must not call: each works on something shared
// by the whole process that should have been handed in.
var bannedCalls = []global{
	{"log/slog", regexp.MustCompile(`^(Default|SetDefault|Debug|Info|Warn|Error|Log|LogAttrs|With)(Context)?$`), "take a *slog.Logger"},
	{"log", regexp.MustCompile(`^(Print|Fatal|Panic|Output|Set)`), "return an error or take a *slog.Logger"},
	{"fmt", regexp.MustCompile(`^Print`), "stdout is the command line's: take an io.Writer"},
	{"os", regexp.MustCompile(`^Exit$`), "return an error"},
	{"context", regexp.MustCompile(`^TODO$`), "take a context"},
	{"github.com/prometheus/client_golang/prometheus", regexp.MustCompile(`^(Must)?Register$`), "take a registerer"},
}

// bannedGlobals lists what a package must not keep in a variable of its own.
var bannedGlobals = []global{
	{"log/slog", regexp.MustCompile(`^(New|Default|With|Logger)$`), "loggers are handed in"},
	{"log", regexp.MustCompile(`^(New|Default|Logger)$`), "loggers are handed in"},
	{"github.com/prometheus/client_golang/prometheus", regexp.MustCompile(`^New`), "metrics are made with their registry"},
	{"github.com/prometheus/client_golang/prometheus/promauto", regexp.MustCompile(`.`), "metrics are made with their registry"},
}

// Globals finds init functions, and loggers and metrics that live in package
// variables or belong to the process. Such things can't be told apart in tests
// that run side by side, and init runs in an order that nobody reads.
func Globals(tree Tree) []Finding {
	var findings []Finding
	for _, file := range tree.Go(false) {
		imports := importNames(file.Syntax)
		for _, declaration := range file.Syntax.Decls {
			switch declaration := declaration.(type) {
			case *ast.FuncDecl:
				if declaration.Recv == nil && declaration.Name.Name == "init" {
					findings = append(findings, at(file.position(declaration.Pos()), "init function: set things up in a function that is called"))
				}
			case *ast.GenDecl:
				if declaration.Tok == token.VAR {
					findings = append(findings, uses(file, declaration, imports, bannedGlobals)...)
				}
			}
		}
		if !file.Main() {
			findings = append(findings, uses(file, file.Syntax, imports, bannedCalls)...)
		}
	}
	return findings
}

// uses finds what of the banned members the node names, outside function
// literals' bodies when the node is a variable's declaration: those run later.
func uses(file *File, node ast.Node, imports map[string]string, banned []global) []Finding {
	var findings []Finding
	_, declaration := node.(*ast.GenDecl)
	ast.Inspect(node, func(node ast.Node) bool {
		if _, literal := node.(*ast.FuncLit); literal && declaration {
			return false
		}
		selector, ok := node.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		base, ok := selector.X.(*ast.Ident)
		if !ok {
			return true
		}
		for _, member := range banned {
			if imports[base.Name] == member.pkg && member.name.MatchString(selector.Sel.Name) {
				findings = append(findings, at(file.position(selector.Pos()), "%s.%s: %s", base.Name, selector.Sel.Name, member.why))
			}
		}
		return true
	})
	return findings
}

// importNames maps the names that a file knows packages by to their import paths.
// A package's name is guessed from its path's last element, which holds for every
// package that the rules name.
func importNames(file *ast.File) map[string]string {
	names := make(map[string]string)
	for _, spec := range file.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue
		}
		name := path[strings.LastIndexByte(path, '/')+1:]
		if spec.Name != nil {
			name = spec.Name.Name
		}
		names[name] = path
	}
	return names
}
