/// A program that makes static calls, shows their code, and times them.
switch CommandLine.arguments.dropFirst().first {
case nil: run()
case "code": showCode()
case "time": time()
default: fatalError("usage: App [code | time]")
}
