package io.jadis.protocol.command;

import java.util.ArrayList;
import java.util.List;

/** Where the commands of each group are declared. */
final class Declarations {
    private Declarations() {}

    static List<Declaration> of(CommandGroup group) {
        return switch (group) {
            case GENERIC -> GenericCommands.declarations();
            case STRING -> StringCommands.declarations();
            case LIST -> ListCommands.declarations();
            case SET -> SetCommands.declarations();
            case SORTED_SET -> SortedSetCommands.declarations();
            case HASH -> HashCommands.declarations();
            case PUBSUB -> PubSubCommands.declarations();
            case TRANSACTIONS -> TransactionCommands.declarations();
            case CONNECTION -> ConnectionCommands.declarations();
            case SERVER -> joined(ServerCommands.declarations(), ContainerCommands.declarations());
            case SCRIPTING -> ScriptingCommands.declarations();
            case HYPERLOGLOG -> HyperLogLogCommands.declarations();
            case CLUSTER -> ClusterCommands.declarations();
            case SENTINEL -> SentinelCommands.declarations();
            case GEO -> GeoCommands.declarations();
            case STREAM -> StreamCommands.declarations();
            case BITMAP -> BitmapCommands.declarations();
        };
    }

    private static List<Declaration> joined(List<Declaration> some, List<Declaration> others) {
        List<Declaration> joined = new ArrayList<>(some);
        joined.addAll(others);
        return joined;
    }
}
