package io.jadis.server.command;

import io.jadis.store.keyspace.Database;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.keyspace.Record;
import io.jadis.store.keyspace.RecordType;
import io.jadis.store.keyspace.StringValues;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The digest of a value and of the whole data set. Each type adds how its values go into a digest. */
public final class DataSetDigest {
    /** Adds the content of a value to a digest. */
    @FunctionalInterface
    interface ValueDigest {
        void addTo(ContentDigest digest, long record);
    }

    private static final byte[] EXPIRES = "!!expire!!".getBytes(StandardCharsets.US_ASCII);

    private final Keyspace keyspace;
    private final Map<Integer, ValueDigest> byType = new HashMap<>();

    public DataSetDigest(Keyspace keyspace) {
        this.keyspace = keyspace;
        StringValues strings = keyspace.strings();
        register(RecordType.STRING,
                (digest, record) -> digest.mix(strings.address(record), StringValues.length(record)));
    }

    void register(int type, ValueDigest valueDigest) {
        byType.put(type, valueDigest);
    }

    /** Of all databases. Expired keys that are not yet removed count. */
    ContentDigest ofAll() {
        ContentDigest all = new ContentDigest();
        for (int i = 0; i < keyspace.databaseCount(); i++) {
            Database database = keyspace.database(i);
            if (database.size() == 0) continue;
            all.mix(i);
            database.forEach(record -> {
                ContentDigest pair = new ContentDigest();
                pair.mix(Record.keyAddress(record), Record.keyLength(record));
                addValue(pair, record);
                all.xor(pair);
            });
        }
        return all;
    }

    /** Of one value, without its key. */
    ContentDigest of(long record) {
        ContentDigest digest = new ContentDigest();
        addValue(digest, record);
        return digest;
    }

    private void addValue(ContentDigest digest, long record) {
        int type = Record.type(record);
        digest.mix(type);
        byType.get(type).addTo(digest, record);
        if (Record.hasExpiry(record)) digest.xor(EXPIRES);
    }
}
