package io.jadis.cli;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The text of {@code --help}, laid out by picocli from {@link OptionParser}'s table. */
final class Usage {
    private Usage() {}

    static String text() {
        CommandSpec spec = CommandSpec.create().name("redis-cli");
        spec.usageMessage()
                .header(RedisCli.VERSION_LINE, "")
                .customSynopsis("redis-cli [OPTIONS] [cmd [arg [arg ...]]]")
                .sortOptions(false)
                .width(100)
                .footer("",
                        "Without a command redis-cli is interactive: \"help\" tells more there. Commands can be "
                                + "piped in, one a line.",
                        "",
                        "Examples:",
                        "  redis-cli -r 100 lpush mylist x",
                        "  redis-cli -r 100 -i 1 info stats | grep instantaneous_ops_per_sec",
                        "  redis-cli -x set motd < /etc/motd",
                        "  redis-cli -D \"\" --raw dump key | redis-cli -X dump restore copy 0 dump replace",
                        "  redis-cli --quoted-input set '\"with\\x00zero\"' value");
        for (OptionParser.Option option : OptionParser.OPTIONS) {
            if (option.help() == null) continue;
            boolean flag = option.argument() == null;
            spec.addOption(OptionSpec.builder(option.name())
                    .arity(flag ? "0" : "1")
                    .paramLabel(flag ? "" : option.argument())
                    .hideParamSyntax(true)
                    .description(option.help())
                    .build());
        }
        CommandLine line = new CommandLine(spec).setColorScheme(CommandLine.Help.defaultColorScheme(
                CommandLine.Help.Ansi.OFF)).setSeparator(" ");
        return line.getUsageMessage();
    }
}
