package io.jadis.server;

import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.Directives;
import io.jadis.server.command.BitFields;
import io.jadis.server.command.Bitmaps;
import io.jadis.server.command.ConsumerGroups;
import io.jadis.server.command.DataSetDigest;
import io.jadis.server.command.GeoPoints;
import io.jadis.server.command.GeoSearches;
import io.jadis.server.command.HashExchanges;
import io.jadis.server.command.HashExpiry;
import io.jadis.server.command.Hashes;
import io.jadis.server.command.HyperLogLogs;
import io.jadis.server.command.ListMoves;
import io.jadis.server.command.ListPops;
import io.jadis.server.command.Lists;
import io.jadis.server.command.LongestCommonSubsequence;
import io.jadis.server.command.PendingEntries;
import io.jadis.server.command.RandomFields;
import io.jadis.server.command.RandomMembers;
import io.jadis.server.command.SetOperations;
import io.jadis.server.command.Sets;
import io.jadis.server.command.SortedSetDraws;
import io.jadis.server.command.SortedSetOperations;
import io.jadis.server.command.SortedSetPops;
import io.jadis.server.command.SortedSetRanges;
import io.jadis.server.command.SortedSets;
import io.jadis.server.command.Sorting;
import io.jadis.server.command.StreamInfo;
import io.jadis.server.command.StreamReads;
import io.jadis.server.command.Streams;
import io.jadis.server.command.Strings;
import io.jadis.server.execution.HandlerTable;
import io.jadis.server.execution.Scratch;
import io.jadis.store.bitmap.BitmapValues;
import io.jadis.store.geo.GeoValues;
import io.jadis.store.hash.HashConfig;
import io.jadis.store.hash.HashValues;
import io.jadis.store.hyperloglog.HyperLogLogValues;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.list.ListConfig;
import io.jadis.store.list.ListValues;
import io.jadis.store.rdb.RdbValues;
import io.jadis.store.set.SetConfig;
import io.jadis.store.set.SetValues;
import io.jadis.store.sortedset.SortedSetConfig;
import io.jadis.store.sortedset.SortedSetValues;
import io.jadis.store.stream.StreamConfig;
import io.jadis.store.stream.StreamValues;
import java.util.random.RandomGenerator;

/** The types of values that keys can hold: what the store does with them, their commands, and their directives. */
final class DataTypes implements AutoCloseable {
    private final Keyspace keyspace;
    private final Config config;
    private final Scratch scratch;
    private final ListValues lists;
    private final HashValues hashes;
    private final SetValues sets;
    private final SortedSetValues sortedSets;
    private final GeoValues geo;
    private final StreamValues streams;
    private final RdbValues rdb;

    DataTypes(Keyspace keyspace, Config config, Scratch scratch) {
        this.keyspace = keyspace;
        this.config = config;
        this.scratch = scratch;
        lists = new ListValues(keyspace);
        hashes = new HashValues(keyspace);
        sets = new SetValues(keyspace);
        sortedSets = new SortedSetValues(keyspace, SortedSetConfig.DEFAULT);
        geo = new GeoValues(keyspace, sortedSets);
        streams = new StreamValues(keyspace, streamConfig());
        rdb = newRdb();
    }

    /** Codecs of their own, for who reads or writes values in pieces while others do. */
    RdbValues newRdb() {
        return new RdbValues(keyspace, lists, hashes, sets, sortedSets, streams);
    }

    ListValues lists() {
        return lists;
    }

    /** How they are written to files and read from them. */
    RdbValues rdb() {
        return rdb;
    }

    void bindTo(HandlerTable handlers, DataSetDigest digest, RandomGenerator random) {
        new Strings(keyspace, config).bindTo(handlers);
        new LongestCommonSubsequence(keyspace, config, keyspace.allocator(), scratch).bindTo(handlers);
        BitmapValues bitmaps = new BitmapValues(keyspace);
        new Bitmaps(bitmaps, config).bindTo(handlers);
        new BitFields(bitmaps, config).bindTo(handlers);
        new HyperLogLogs(new HyperLogLogValues(keyspace), config, random).bindTo(handlers);
        new Hashes(hashes).bindTo(handlers, digest);
        new RandomFields(hashes).bindTo(handlers);
        HashExpiry hashExpiry = new HashExpiry(hashes, keyspace);
        hashExpiry.bindTo(handlers);
        new HashExchanges(hashes, hashExpiry).bindTo(handlers);
        new Lists(lists).bindTo(handlers, digest);
        new ListPops(lists).bindTo(handlers);
        new ListMoves(lists).bindTo(handlers);
        new Sets(sets).bindTo(handlers, digest);
        new RandomMembers(sets, config).bindTo(handlers);
        new SetOperations(sets, config).bindTo(handlers);
        new Streams(streams, scratch).bindTo(handlers, digest);
        new StreamReads(streams, scratch).bindTo(handlers);
        new ConsumerGroups(streams).bindTo(handlers);
        new PendingEntries(streams, scratch).bindTo(handlers);
        new StreamInfo(streams, scratch).bindTo(handlers);
        new SortedSets(sortedSets, scratch).bindTo(handlers, digest);
        new SortedSetRanges(sortedSets).bindTo(handlers);
        new SortedSetPops(sortedSets).bindTo(handlers);
        new SortedSetDraws(keyspace.allocator(), sortedSets, keyspace.random()).bindTo(handlers);
        new SortedSetOperations(sortedSets, sets).bindTo(handlers);
        new GeoPoints(sortedSets, scratch).bindTo(handlers);
        new GeoSearches(sortedSets, geo, scratch).bindTo(handlers);
        new Sorting(keyspace, config, lists, sets, sortedSets, hashes).bindTo(handlers);
    }

    /** Passes on every directive that a type wants to know, now and whenever it changes. */
    void follow() {
        applyToHashes();
        config.onChange(this::applyToHashes, Directives.HASH_MAX_LISTPACK_ENTRIES, Directives.HASH_MAX_LISTPACK_VALUE);
        applyToLists();
        config.onChange(this::applyToLists, Directives.LIST_MAX_LISTPACK_SIZE, Directives.LIST_COMPRESS_DEPTH);
        applyToSets();
        config.onChange(this::applyToSets, Directives.SET_MAX_INTSET_ENTRIES, Directives.SET_MAX_LISTPACK_ENTRIES,
                Directives.SET_MAX_LISTPACK_VALUE);
        config.onChange(() -> streams.configure(streamConfig()), Directives.STREAM_NODE_MAX_BYTES,
                Directives.STREAM_NODE_MAX_ENTRIES);
        applyToSortedSets();
        config.onChange(this::applyToSortedSets, Directives.ZSET_MAX_LISTPACK_ENTRIES,
                Directives.ZSET_MAX_LISTPACK_VALUE);
    }

    /** Gives back what the types keep for values that are gone. */
    void cron() {
        hashes.dropUnusedNames();
    }

    private void applyToHashes() {
        hashes.configure(new HashConfig(config.get(Directives.HASH_MAX_LISTPACK_ENTRIES),
                config.get(Directives.HASH_MAX_LISTPACK_VALUE)));
    }

    private void applyToSortedSets() {
        sortedSets.configure(new SortedSetConfig(config.get(Directives.ZSET_MAX_LISTPACK_ENTRIES),
                config.get(Directives.ZSET_MAX_LISTPACK_VALUE)));
    }

    private void applyToLists() {
        lists.configure(new ListConfig(config.get(Directives.LIST_MAX_LISTPACK_SIZE),
                config.get(Directives.LIST_COMPRESS_DEPTH)));
    }

    private void applyToSets() {
        sets.configure(new SetConfig(config.get(Directives.SET_MAX_INTSET_ENTRIES),
                config.get(Directives.SET_MAX_LISTPACK_ENTRIES), config.get(Directives.SET_MAX_LISTPACK_VALUE)));
    }

    private StreamConfig streamConfig() {
        return new StreamConfig(config.get(Directives.STREAM_NODE_MAX_BYTES),
                config.get(Directives.STREAM_NODE_MAX_ENTRIES));
    }

    /** Gives back what they work with; the keyspace is closed already. */
    @Override
    public void close() {
        rdb.close();
        hashes.close();
        sets.close();
        geo.close();
        sortedSets.close();
        lists.close();
    }
}
