package io.jadis.store.hash;

import io.jadis.protocol.number.Decimal;
import io.jadis.protocol.number.LongDouble;
import io.jadis.store.encoding.Listpack;
import io.jadis.store.keyspace.Database;
import io.jadis.store.keyspace.Encoding;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.keyspace.Record;
import io.jadis.store.keyspace.RecordType;
import io.jadis.store.memory.Allocator;

/**
 * The operations on hashes: records of type HASH. Fields and values are given by (address, length), outside of the hash
 * itself. A record stays where it is when its hash changes; a hash of which the caller has removed the last field is
 * for the caller to remove.
 *
 * <p>A hash is a listpack while it has few fields, all short, and a table from then on. Where others have the same
 * fields it holds its values only ({@link SharedList}): that shows nowhere but in the memory. A hash in which a field
 * expires gets a head ({@link TimedHash}); others know nothing of expiry. Look-ups that come by a field whose time has
 * passed remove it: after them, and before any reply or further write depends on it, {@link #settle} is to be called.
 */
public final class HashValues implements AutoCloseable {
    /** {@link #expiresAtMs}: there is no such field. */
    public static final long NO_FIELD = -2;

    private final Keyspace keyspace;
    private final Allocator allocator;
    private final FieldList lists;
    private final SharedList shared;
    private final FieldTable tables;
    private final FieldExpiry expiry;
    private final FieldWalk walk;
    private final FieldDraws draws;
    private final LongDouble sum = new LongDouble();

    /** The text of a number. */
    private final long text;

    private HashConfig config = HashConfig.DEFAULT;
    private long valueAddress;
    private long valueLength;
    private long integerSum;

    public HashValues(Keyspace keyspace) {
        this.keyspace = keyspace;
        allocator = keyspace.allocator();
        lists = new FieldList(allocator);
        shared = new SharedList(allocator);
        tables = new FieldTable(allocator);
        expiry = new FieldExpiry(keyspace, lists, shared, tables);
        walk = new FieldWalk(allocator, shared, tables);
        draws = new FieldDraws(allocator, shared, tables, walk, keyspace.random());
        text = allocator.allocate(LongDouble.LENGTH_MAX);
        keyspace.register(RecordType.HASH, new HashPayload(allocator, lists, shared, tables, keyspace.random(),
                expiry));
    }

    /** From now on these limits hold; a listpack that is over them becomes a table when it is written to. */
    public void configure(HashConfig config) {
        this.config = config;
    }

    /** Frees what it works with; no hash is used after this. */
    @Override
    public void close() {
        allocator.free(text);
        walk.close();
        shared.close();
    }

    /** Gives back the memory of names that hashes have in common, once there is no such hash: now and then. */
    public void dropUnusedNames() {
        shared.dropUnusedNames();
    }

    /** A walk over the fields of listpacks; whoever asks for it releases it. */
    public FieldCursor cursor() {
        return new FieldCursor(allocator);
    }

    /** A walk over the fields of tables in pieces. */
    public FieldSweep sweep(FieldVisitor visitor) {
        return new FieldSweep(keyspace, tables, visitor);
    }

    /** Builds hashes that have no key yet. */
    public HashBuilder builder() {
        return new HashBuilder(allocator, lists, shared, tables, () -> config);
    }

    /** The listpack that a {@link Encoding#LISTPACK_SHARED} hash is to everybody else: the caller frees it. */
    public long pairs(long record) {
        return shared.pairs(Record.root(record));
    }

    // ---- reading

    /** HLEN: fields, those included whose time has passed and that are not yet removed. */
    public long size(long record) {
        long root = Record.root(record);
        return switch (Record.encoding(record)) {
            case Encoding.LISTPACK -> FieldList.size(root, FieldList.PAIR);
            case Encoding.LISTPACK_SHARED -> SharedList.size(root);
            case Encoding.LISTPACK_EX -> FieldList.size(TimedHash.body(root), FieldList.TRIPLE);
            case Encoding.HASHTABLE -> tables.tables.size(root);
            default -> tables.tables.size(TimedHash.body(root));
        };
    }

    /** Fields without those whose time has passed: as many as {@link #forEach} shows. */
    public long visibleSize(long record, long nowMs) {
        return isTimed(record) ? size(record) - expiry.hiddenCount(record, nowMs) : size(record);
    }

    /**
     * Looks a field up; where it is there, {@link #valueAddress} and {@link #valueLength} give its value.
     *
     * @param nowMs an earlier moment than any for who is to see the fields whose time has passed, too
     */
    public boolean find(Database database, long nowMs, long record, long field, long fieldLength) {
        long root = Record.root(record);
        switch (Record.encoding(record)) {
            case Encoding.LISTPACK -> {
                return takeValueFromList(FieldList.find(root, FieldList.PAIR, field, fieldLength));
            }
            case Encoding.LISTPACK_SHARED -> {
                return takeValue(shared.find(root, field, fieldLength));
            }
            case Encoding.HASHTABLE -> {
                return takeValueFromTable(tables.tables.find(root, field, fieldLength));
            }
            default -> {
                return findTimed(database, nowMs, record, field, fieldLength);
            }
        }
    }

    private boolean findTimed(Database database, long nowMs, long record, long field, long fieldLength) {
        if (expiry.isDue(rawExpiresAtMs(record, field, fieldLength), nowMs)) {
            expiry.remove(database, nowMs, record, field, fieldLength);
            return false;
        }
        long body = TimedHash.body(Record.root(record));
        if (Record.encoding(record) == Encoding.HASHTABLE_EX) {
            return takeValueFromTable(tables.tables.find(body, field, fieldLength));
        }
        return takeValueFromList(FieldList.find(body, FieldList.TRIPLE, field, fieldLength));
    }

    private boolean takeValueFromList(long entry) {
        return takeValue(entry == 0 ? 0 : FieldList.value(entry));
    }

    private boolean takeValue(long value) {
        if (value == 0) return false;
        if (Listpack.isInteger(value)) {
            valueAddress = text;
            valueLength = Decimal.write(Listpack.integer(value), text);
        } else {
            valueAddress = Listpack.stringAddress(value);
            valueLength = Listpack.stringLength(value);
        }
        return true;
    }

    private boolean takeValueFromTable(long entry) {
        if (entry == 0) return false;
        valueAddress = FieldEntry.valueAddress(entry);
        valueLength = FieldEntry.valueLength(entry);
        return true;
    }

    /** The value that was found last. Valid until the next call here. */
    public long valueAddress() {
        return valueAddress;
    }

    public long valueLength() {
        return valueLength;
    }

    /**
     * To be called after look-ups: where they have removed fields whose time had passed, that is reported, and a hash
     * of which nothing is left is removed.
     *
     * @return the record, or 0 if it is gone
     */
    public long settle(Database database, long record) {
        return expiry.settle(database, record);
    }

    /**
     * As {@link #settle}, for who removes fields too: the hash stays though nothing may be left of it, which is for the
     * caller to see to.
     */
    public void reportRemoved(Database database, long record) {
        expiry.reportRemoved(database, record);
    }

    /** Shows every field that is not hidden. The visitor must not change the hash. */
    public void forEach(long record, long nowMs, FieldVisitor visitor) {
        walk.all(record, expiry.hiddenBeforeMs(nowMs), visitor);
    }

    /**
     * HSCAN: one step. A listpack is shown as a whole; the cursor of a table is {@code HashTable}'s, 0 begins and ends.
     * What is shown is valid as long as the hash doesn't change, but for numbers of listpacks.
     */
    public long scan(long record, long nowMs, long cursor, FieldVisitor visitor) {
        return walk.step(record, expiry.hiddenBeforeMs(nowMs), cursor, visitor);
    }

    /** Draws so many fields, each from all that {@link #size} counts. */
    public void drawAny(long record, long count, FieldVisitor visitor) {
        draws.any(record, count, visitor);
    }

    /** Draws so many different fields, fewer than there are. Otherwise as {@link #drawAny}. */
    public void drawDistinct(long record, long count, FieldVisitor visitor) {
        draws.distinct(record, count, visitor);
    }

    // ---- writing

    /**
     * An empty hash under a key that is not there, in the encoding for what is about to be set.
     *
     * @param fields how many fields are about to be set, one that comes twice counting twice
     * @param longest the length in bytes of the longest field or value
     * @param bytes of all fields and values
     * @return the record
     */
    public long create(Database database, long nowMs, long key, long keyLength, long fields, long longest, long bytes) {
        boolean list = fields <= config.listpackEntriesMax() && longest <= config.listpackValueMax()
                && bytes + Listpack.EMPTY_BYTES <= Listpack.SAFE_BYTES_MAX;
        long root = list ? lists.create() : tables.tables.create();
        if (!list) tables.tables.expandTo(root, fields);
        return database.add(nowMs, key, keyLength, RecordType.HASH, list ? Encoding.LISTPACK : Encoding.HASHTABLE,
                root);
    }

    /**
     * A hash that is there is about to be written to: makes a table of a listpack that will not do. See {@link
     * #create}.
     */
    public void expect(Database database, long nowMs, long record, long fields, long longest, long bytes) {
        if (!isList(record)) return;
        if (fields > config.listpackEntriesMax()) {
            toTable(database, nowMs, record, fields);
        } else if (longest > config.listpackValueMax()
                || Listpack.bytes(list(record)) + bytes > Listpack.SAFE_BYTES_MAX) {
            toTable(database, nowMs, record, 0);
        }
    }

    /**
     * Sets a field.
     *
     * @param keepExpiry whether a field that is there keeps its time to live
     * @return whether it is a new one
     */
    public boolean set(Database database, long nowMs, long record, long field, long fieldLength, long value,
            long valueLength, boolean keepExpiry) {
        if (isList(record) && Math.max(fieldLength, valueLength) > config.listpackValueMax()) {
            toTable(database, nowMs, record, 0);
        }
        return switch (Record.encoding(record)) {
            case Encoding.LISTPACK -> setInList(database, nowMs, record, field, fieldLength, value, valueLength);
            case Encoding.LISTPACK_SHARED ->
                setInShared(database, nowMs, record, field, fieldLength, value, valueLength);
            case Encoding.HASHTABLE ->
                tables.set(0, Record.root(record), field, fieldLength, value, valueLength, keepExpiry);
            default -> setInTimed(database, nowMs, record, field, fieldLength, value, valueLength, keepExpiry);
        };
    }

    private boolean setInList(Database database, long nowMs, long record, long field, long fieldLength, long value,
            long valueLength) {
        long list = Record.root(record);
        long entry = FieldList.find(list, FieldList.PAIR, field, fieldLength);
        long written = entry == 0 ? lists.add(list, FieldList.PAIR, field, fieldLength, value, valueLength)
                : lists.setValue(list, entry, value, valueLength);
        if (written != list) database.setRoot(record, Encoding.LISTPACK, written);
        convertIfLong(database, nowMs, record);
        if (entry == 0) shareNames(database, record);
        return entry == 0;
    }

    /** As soon as it has the fewest fields that are worth it; those that come then are looked at one by one. */
    private void shareNames(Database database, long record) {
        if (Record.encoding(record) != Encoding.LISTPACK || size(record) != SharedNames.FIELDS_MIN) return;
        long list = shared.ofPairs(Record.root(record));
        if (list != 0) database.setRoot(record, Encoding.LISTPACK_SHARED, list);
    }

    private boolean setInShared(Database database, long nowMs, long record, long field, long fieldLength, long value,
            long valueLength) {
        long list = Record.root(record);
        long entry = shared.find(list, field, fieldLength);
        long written = entry == 0 ? shared.add(list, field, fieldLength, value, valueLength)
                : shared.setValue(list, entry, value, valueLength);
        if (written == 0) {
            toPairs(database, record);
            return setInList(database, nowMs, record, field, fieldLength, value, valueLength);
        }
        if (written != list) database.setRoot(record, Encoding.LISTPACK_SHARED, written);
        convertIfLong(database, nowMs, record);
        return entry == 0;
    }

    /** @return the listpack */
    private long toPairs(Database database, long record) {
        long pairs = shared.toPairs(Record.root(record));
        database.setRoot(record, Encoding.LISTPACK, pairs);
        return pairs;
    }

    private boolean setInTimed(Database database, long nowMs, long record, long field, long fieldLength, long value,
            long valueLength, boolean keepExpiry) {
        long head = Record.root(record), body = TimedHash.body(head);
        boolean added;
        if (Record.encoding(record) == Encoding.HASHTABLE_EX) {
            added = tables.set(head, body, field, fieldLength, value, valueLength, keepExpiry);
        } else {
            long entry = FieldList.find(body, FieldList.TRIPLE, field, fieldLength);
            added = entry == 0;
            if (added) {
                body = lists.add(body, FieldList.TRIPLE, field, fieldLength, value, valueLength);
            } else {
                boolean ends = !keepExpiry && FieldList.expiresAtMs(entry) != Record.NO_EXPIRY;
                body = lists.setValue(body, entry, value, valueLength);
                if (ends) {
                    entry = FieldList.find(body, FieldList.TRIPLE, field, fieldLength);
                    body = lists.setExpiry(body, entry, field, fieldLength, Record.NO_EXPIRY);
                }
            }
            TimedHash.setBody(head, body);
            convertIfLong(database, nowMs, record);
        }
        expiry.reschedule(database, nowMs, record);
        return added;
    }

    private void convertIfLong(Database database, long nowMs, long record) {
        if (size(record) > config.listpackEntriesMax()) toTable(database, nowMs, record, 0);
    }

    /** Removes a field, whether its time has passed or not: whether it was there. */
    public boolean remove(Database database, long nowMs, long record, long field, long fieldLength) {
        long root = Record.root(record);
        switch (Record.encoding(record)) {
            case Encoding.LISTPACK_SHARED -> {
                if (shared.find(root, field, fieldLength) == 0) return false;
                toPairs(database, record);
                return remove(database, nowMs, record, field, fieldLength);
            }
            case Encoding.LISTPACK -> {
                long entry = FieldList.find(root, FieldList.PAIR, field, fieldLength);
                if (entry == 0) return false;
                database.setRoot(record, Encoding.LISTPACK, lists.remove(root, FieldList.PAIR, entry));
            }
            case Encoding.HASHTABLE -> {
                return tables.remove(0, root, field, fieldLength);
            }
            case Encoding.LISTPACK_EX -> {
                long list = TimedHash.body(root);
                long entry = FieldList.find(list, FieldList.TRIPLE, field, fieldLength);
                if (entry == 0) return false;
                TimedHash.setBody(root, lists.remove(list, FieldList.TRIPLE, entry));
                expiry.reschedule(database, nowMs, record);
            }
            default -> {
                if (!tables.remove(root, TimedHash.body(root), field, fieldLength)) return false;
                expiry.reschedule(database, nowMs, record);
            }
        }
        return true;
    }

    // ---- arithmetic

    /**
     * HINCRBY of the value that a {@link #find} has just found, or of 0 if it has not. On OK the sum's text is the
     * value found, to be set.
     */
    public FieldSum increment(boolean found, long by) {
        long before = 0;
        if (found) {
            before = Decimal.parse(valueAddress, valueLength);
            if (before == Decimal.NOT_A_LONG
                    && !Decimal.isLong(valueAddress, valueLength)) return FieldSum.NOT_A_NUMBER;
        }
        integerSum = before + by;
        if (((before ^ integerSum) & (by ^ integerSum)) < 0) return FieldSum.OUT_OF_RANGE;
        valueAddress = text;
        valueLength = Decimal.write(integerSum, text);
        return FieldSum.OK;
    }

    /** The sum of the last {@link #increment}. */
    public long sum() {
        return integerSum;
    }

    /** HINCRBYFLOAT, as {@link #increment}, in the extended precision of 80 bits. */
    public FieldSum incrementByFloat(boolean found, LongDouble by) {
        sum.set(0);
        if (found && !sum.parse(valueAddress, valueLength)) return FieldSum.NOT_A_NUMBER;
        sum.add(by);
        if (!sum.isFinite()) return FieldSum.OUT_OF_RANGE;
        valueAddress = text;
        valueLength = sum.write(text);
        return FieldSum.OK;
    }

    // ---- expiry of fields

    /**
     * When a field expires: ms since 1970, {@link Record#NO_EXPIRY} or {@link #NO_FIELD}, which a hidden field is too.
     */
    public long expiresAtMs(long record, long nowMs, long field, long fieldLength) {
        long ms = rawExpiresAtMs(record, field, fieldLength);
        return expiry.isDue(ms, nowMs) ? NO_FIELD : ms;
    }

    private long rawExpiresAtMs(long record, long field, long fieldLength) {
        long root = Record.root(record);
        switch (Record.encoding(record)) {
            case Encoding.LISTPACK -> {
                return FieldList.find(root, FieldList.PAIR, field, fieldLength) == 0 ? NO_FIELD : Record.NO_EXPIRY;
            }
            case Encoding.LISTPACK_SHARED -> {
                return shared.find(root, field, fieldLength) == 0 ? NO_FIELD : Record.NO_EXPIRY;
            }
            case Encoding.LISTPACK_EX -> {
                long entry = FieldList.find(TimedHash.body(root), FieldList.TRIPLE, field, fieldLength);
                return entry == 0 ? NO_FIELD : FieldList.expiresAtMs(entry);
            }
            case Encoding.HASHTABLE -> {
                return tables.tables.find(root, field, fieldLength) == 0 ? NO_FIELD : Record.NO_EXPIRY;
            }
            default -> {
                long entry = tables.tables.find(TimedHash.body(root), field, fieldLength);
                return entry == 0 ? NO_FIELD : FieldTable.expiresAtMs(root, entry);
            }
        }
    }

    /** Lets a field that is there expire at this moment, whatever it had before. */
    public void setExpiry(Database database, long nowMs, long record, long field, long fieldLength, long expiresAtMs) {
        expiry.prepare(database, record);
        long head = Record.root(record), body = TimedHash.body(head);
        if (Record.encoding(record) == Encoding.LISTPACK_EX) {
            long entry = FieldList.find(body, FieldList.TRIPLE, field, fieldLength);
            TimedHash.setBody(head, lists.setExpiry(body, entry, field, fieldLength, expiresAtMs));
        } else {
            tables.setExpiry(head, body, field, fieldLength, expiresAtMs);
        }
        expiry.reschedule(database, nowMs, record);
    }

    /** Takes the time to live of a field that has one. */
    public void removeExpiry(Database database, long nowMs, long record, long field, long fieldLength) {
        long head = Record.root(record), body = TimedHash.body(head);
        if (Record.encoding(record) == Encoding.LISTPACK_EX) {
            long entry = FieldList.find(body, FieldList.TRIPLE, field, fieldLength);
            TimedHash.setBody(head, lists.setExpiry(body, entry, field, fieldLength, Record.NO_EXPIRY));
        } else {
            tables.removeExpiry(head, body, field, fieldLength);
        }
        expiry.reschedule(database, nowMs, record);
    }

    /**
     * Removes all fields whose time has passed, if that is for us to decide (HRANDFIELD, whose draws are from those
     * that are there).
     *
     * @return the record, or 0 if nothing is left of it
     */
    public long removeDue(Database database, long nowMs, long record) {
        if (!isTimed(record)) return record;
        expiry.removeDue(database, nowMs, record, Integer.MAX_VALUE);
        return expiry.settle(database, record);
    }

    // ---- encodings

    private static boolean isTimed(long record) {
        int encoding = Record.encoding(record);
        return encoding == Encoding.LISTPACK_EX || encoding == Encoding.HASHTABLE_EX;
    }

    private static boolean isList(long record) {
        int encoding = Record.encoding(record);
        return encoding == Encoding.LISTPACK || encoding == Encoding.LISTPACK_SHARED
                || encoding == Encoding.LISTPACK_EX;
    }

    private static long list(long record) {
        long root = Record.root(record);
        return Record.encoding(record) == Encoding.LISTPACK_EX ? TimedHash.body(root) : root;
    }

    /**
     * A listpack may have a field twice if it came in a payload that nobody has looked through; of these the first
     * stays, which is the one that was found so far.
     *
     * @param fieldsExpected room for so many is made at once
     */
    private void toTable(Database database, long nowMs, long record, long fieldsExpected) {
        if (Record.encoding(record) == Encoding.LISTPACK_SHARED) toPairs(database, record);
        long list = list(record);
        long table = tables.tables.create();
        tables.tables.expandTo(table, Math.max(fieldsExpected, size(record)));
        long head = isTimed(record) ? Record.root(record) : 0;
        walk.all(record, Long.MIN_VALUE, (field, fieldLength, value, valueLength, expiresAtMs) ->
                tables.addIfAbsent(head, table, field, fieldLength, value, valueLength, expiresAtMs));
        lists.free(list);
        if (head == 0) {
            database.setRoot(record, Encoding.HASHTABLE, table);
        } else {
            TimedHash.setBody(head, table);
            database.setRoot(record, Encoding.HASHTABLE_EX, head);
            expiry.reschedule(database, nowMs, record);
        }
    }
}
