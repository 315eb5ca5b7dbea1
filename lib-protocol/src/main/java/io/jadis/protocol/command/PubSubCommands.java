package io.jadis.protocol.command;

import static io.jadis.protocol.command.CommandFlag.FAST;
import static io.jadis.protocol.command.CommandFlag.LOADING;
import static io.jadis.protocol.command.CommandFlag.MAY_REPLICATE;
import static io.jadis.protocol.command.CommandFlag.NOSCRIPT;
import static io.jadis.protocol.command.CommandFlag.PUBSUB;
import static io.jadis.protocol.command.CommandFlag.SENTINEL;
import static io.jadis.protocol.command.CommandFlag.STALE;
import static io.jadis.protocol.command.Declaration.command;
import static io.jadis.protocol.command.KeyFlag.NOT_KEY;

import java.util.List;

/** The commands of channels and subscriptions. */
final class PubSubCommands {
    private PubSubCommands() {}

    static List<Declaration> declarations() {
        return List.of(
                command("PSUBSCRIBE", -2).since("2.0.0").flags(PUBSUB, NOSCRIPT, LOADING, STALE, SENTINEL)
                        .channels(ChannelAccess.SUBSCRIBE_PATTERNS)
                        .summary("Subscribes to channels by patterns.")
                        .complexity("O(N), N patterns")
                        .arguments("(pattern pattern multi)"),
                command("PUBLISH", 3).since("2.0.0").flags(PUBSUB, LOADING, STALE, FAST, MAY_REPLICATE, SENTINEL)
                        .channels(ChannelAccess.PUBLISH)
                        .summary("Sends a message to the subscribers of a channel.")
                        .complexity("O(N+M), N subscribers of the channel, M patterns subscribed to")
                        .arguments("(channel string)(message string)"),
                command("PUBSUB", -2).since("2.8.0")
                        .summary("Looks at channels and subscriptions.")
                        .complexity("Depends on subcommand."),
                command("PUBSUB|CHANNELS", -2).since("2.8.0").flags(PUBSUB, LOADING, STALE)
                        .summary("Lists the channels that have subscribers.")
                        .complexity("O(N), N channels")
                        .arguments("(pattern pattern opt)"),
                command("PUBSUB|HELP", 2).since("6.2.0").flags(LOADING, STALE)
                        .summary("Lists the subcommands of PUBSUB."),
                command("PUBSUB|NUMPAT", 2).since("2.8.0").flags(PUBSUB, LOADING, STALE)
                        .summary("Counts the patterns subscribed to."),
                command("PUBSUB|NUMSUB", -2).since("2.8.0").flags(PUBSUB, LOADING, STALE)
                        .summary("Counts the subscribers of channels.")
                        .complexity("O(N), N channels asked for")
                        .arguments("(channel string opt multi)"),
                command("PUBSUB|SHARDCHANNELS", -2).since("7.0.0").flags(PUBSUB, LOADING, STALE)
                        .summary("Lists the shard channels that have subscribers.")
                        .complexity("O(N), N channels")
                        .arguments("(pattern pattern opt)"),
                command("PUBSUB|SHARDNUMSUB", -2).since("7.0.0").flags(PUBSUB, LOADING, STALE)
                        .summary("Counts the subscribers of shard channels.")
                        .complexity("O(N), N channels asked for")
                        .arguments("(shardchannel string opt multi)"),
                command("PUNSUBSCRIBE", -1).since("2.0.0").flags(PUBSUB, NOSCRIPT, LOADING, STALE, SENTINEL)
                        .channels(ChannelAccess.UNSUBSCRIBE_PATTERNS)
                        .summary("Ends subscriptions by patterns.")
                        .complexity("O(N), N patterns")
                        .arguments("(pattern pattern opt multi)"),
                command("SPUBLISH", 3).since("7.0.0").flags(PUBSUB, LOADING, STALE, FAST, MAY_REPLICATE)
                        .key(1, NOT_KEY)
                        .channels(ChannelAccess.PUBLISH)
                        .summary("Sends a message to the subscribers of a shard channel.")
                        .complexity("O(N), N subscribers of the channel")
                        .arguments("(shardchannel string)(message string)"),
                command("SSUBSCRIBE", -2).since("7.0.0").flags(PUBSUB, NOSCRIPT, LOADING, STALE)
                        .keys(1, -1, 1, NOT_KEY)
                        .channels(ChannelAccess.SUBSCRIBE)
                        .summary("Subscribes to shard channels.")
                        .complexity("O(N), N channels")
                        .arguments("(shardchannel string multi)"),
                command("SUBSCRIBE", -2).since("2.0.0").flags(PUBSUB, NOSCRIPT, LOADING, STALE, SENTINEL)
                        .channels(ChannelAccess.SUBSCRIBE)
                        .summary("Subscribes to channels.")
                        .complexity("O(N), N channels")
                        .arguments("(channel string multi)"),
                command("SUNSUBSCRIBE", -1).since("7.0.0").flags(PUBSUB, NOSCRIPT, LOADING, STALE)
                        .keys(1, -1, 1, NOT_KEY)
                        .channels(ChannelAccess.UNSUBSCRIBE)
                        .summary("Ends subscriptions to shard channels.")
                        .complexity("O(N), N channels")
                        .arguments("(shardchannel string opt multi)"),
                command("UNSUBSCRIBE", -1).since("2.0.0").flags(PUBSUB, NOSCRIPT, LOADING, STALE, SENTINEL)
                        .channels(ChannelAccess.UNSUBSCRIBE)
                        .summary("Ends subscriptions to channels.")
                        .complexity("O(N), N channels")
                        .arguments("(channel string opt multi)"));
    }
}
