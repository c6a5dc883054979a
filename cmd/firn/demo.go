package main
type demoCommand struct{}
func (demoCommand) Run(p *process) error { return nil }
type serveCommand struct{}
func (serveCommand) Run(p *process) error { return nil }
type healthCommand struct{}
func (healthCommand) Run(p *process) error { return nil }
