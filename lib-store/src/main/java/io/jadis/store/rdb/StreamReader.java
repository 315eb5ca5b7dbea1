package io.jadis.store.rdb;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.encoding.ListpackCheck;
import io.jadis.store.memory.Allocator;
import io.jadis.store.stream.EntryCursor;
import io.jadis.store.stream.StreamGroups;
import io.jadis.store.stream.StreamId;
import io.jadis.store.stream.StreamListpackCheck;
import io.jadis.store.stream.StreamValues;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Reads a stream as {@link StreamCodec} draws it. What is pending in a group gets its consumers, all of it exactly one.
 */
final class StreamReader {
    static final int RAW_ID_BYTES = 16;

    /** What the parts take at least. */
    private static final int NODE_BYTES_MIN = 2, GROUP_BYTES_MIN = 4, PENDING_BYTES_MIN = 25, CONSUMER_BYTES_MIN = 10;

    private final Allocator allocator;
    private final StreamValues streams;
    private final StreamGroups groups;
    private final StreamListpackCheck check = new StreamListpackCheck();
    private final StreamId id = new StreamId();
    private final StreamId before = new StreamId();

    private static final int NAME_SHOWN_BYTES_MAX = 128;

    /**
     * What is pending in the group at hand, in the order of ids:
     * <pre>
     *   ms:64 | seq:64 | deliveredAtMs:64 | deliveries:64 | hasConsumer:64
     * </pre>
     */
    private static final int PLACE_BYTES = 40, PLACE_TIME = 16, PLACE_DELIVERIES = 24, PLACE_TAKEN = 32;
    private long places;
    private long placeCount;
    private long takenCount;

    StreamReader(Allocator allocator, StreamValues streams) {
        this.allocator = allocator;
        this.streams = streams;
        groups = streams.groups();
    }

    long create() {
        return streams.create();
    }

    /** Fills a stream. Where it throws, the stream is sound, but not complete. */
    void read(int typeCode, RdbInput in, long stream) throws IOException {
        readNodes(in, stream);
        long length = in.readLength();
        readId(in);
        StreamValues.setLastId(stream, id);
        if (typeCode == RdbFormat.STREAM_LISTPACKS) {
            StreamValues.setEntriesAdded(stream, length);
            firstEntryId(stream);
            StreamValues.setFirstId(stream, id);
        } else {
            readId(in);
            StreamValues.setFirstId(stream, id);
            readId(in);
            StreamValues.setMaxDeletedId(stream, id);
            StreamValues.setEntriesAdded(stream, in.readLength());
        }
        if (length != StreamValues.length(stream)) {
            throw RdbException.corrupt("Stream length inconsistent with rax entries");
        }
        long count = in.readCount(GROUP_BYTES_MIN);
        for (long i = 0; i < count; i++) readGroup(typeCode, in, stream);
    }

    private void readNodes(RdbInput in, long stream) throws IOException {
        long count = in.readCount(NODE_BYTES_MIN);
        for (long i = 0; i < count; i++) {
            in.readString();
            if (in.stringLength() != RAW_ID_BYTES) {
                throw RdbException.corrupt("Stream node key entry is not the size of a stream ID");
            }
            takeRawId(in);
            if (i > 0 && id.compareTo(before) <= 0) throw RdbException.corrupt("Listpack re-added with existing key");
            before.set(id);
            readNode(in, stream);
        }
    }

    private void readNode(RdbInput in, long stream) throws IOException {
        in.readString();
        long listpack = in.stringAddress();
        if (!ListpackCheck.isWhole(listpack, in.stringLength()) || !check.isSound(listpack)) {
            throw RdbException.corrupt("Stream listpack integrity check failed.");
        }
        streams.addNode(stream, id, listpack);
    }

    private void firstEntryId(long stream) {
        id.setMin();
        EntryCursor cursor = streams.entryCursor();
        cursor.forward(stream, 0, 0, -1, -1);
        if (cursor.next()) id.set(cursor.id());
    }

    private void readId(RdbInput in) throws IOException {
        long ms = in.readLength();
        id.set(ms, in.readLength());
    }

    private void readRawId(RdbInput in) throws IOException {
        in.readBytes(RAW_ID_BYTES);
        takeRawId(in);
    }

    private void takeRawId(RdbInput in) {
        long address = in.stringAddress();
        id.set(Long.reverseBytes(Memory.getLong(address)), Long.reverseBytes(Memory.getLong(address + 8)));
    }

    // ---- groups

    private void readGroup(int typeCode, RdbInput in, long stream) throws IOException {
        long name = in.readHeldString();
        long nameLength = in.stringLength();
        readId(in);
        long entriesRead = typeCode == RdbFormat.STREAM_LISTPACKS
                ? StreamGroups.entriesReadUpTo(stream, id) : in.readLength();
        if (groups.find(stream, name, nameLength) != 0) {
            throw RdbException.corrupt("Duplicated consumer group name "
                    + new String(Memory.toArray(name, Math.min(nameLength, NAME_SHOWN_BYTES_MAX)),
                            StandardCharsets.ISO_8859_1));
        }
        long group = groups.create(stream, name, nameLength, id, entriesRead);
        readPlaces(in);
        try {
            long consumers = in.readCount(CONSUMER_BYTES_MIN);
            for (long i = 0; i < consumers; i++) readConsumer(typeCode, in, group);
            if (takenCount != placeCount) throw RdbException.corrupt("Stream CG PEL entry without consumer");
        } finally {
            allocator.free(places);
        }
    }

    private void readPlaces(RdbInput in) throws IOException {
        placeCount = in.readCount(PENDING_BYTES_MIN);
        takenCount = 0;
        long room = Math.max(1, in.expected(placeCount));
        places = allocator.allocate(room * PLACE_BYTES);
        try {
            for (long i = 0; i < placeCount; i++) {
                if (i == room) {
                    room = 2 * room;
                    places = allocator.reallocate(places, room * PLACE_BYTES);
                }
                readPlace(in, i);
            }
        } catch (IOException e) {
            allocator.free(places);
            throw e;
        }
    }

    private void readPlace(RdbInput in, long index) throws IOException {
        readRawId(in);
        if (index > 0 && id.compareTo(before) <= 0) {
            throw RdbException.corrupt("Duplicated global PEL entry loading stream consumer group");
        }
        before.set(id);
        long place = places + index * PLACE_BYTES;
        Memory.putLong(place, id.ms());
        Memory.putLong(place + 8, id.seq());
        Memory.putLong(place + PLACE_TIME, in.readLong());
        Memory.putLong(place + PLACE_DELIVERIES, in.readLength());
        Memory.putLong(place + PLACE_TAKEN, 0);
    }

    private void readConsumer(int typeCode, RdbInput in, long group) throws IOException {
        long name = in.readHeldString();
        long nameLength = in.stringLength();
        if (groups.findConsumer(group, name, nameLength) != 0) {
            throw RdbException.corrupt("Duplicate stream consumer detected.");
        }
        long seenAtMs = in.readLong();
        long activeAtMs = typeCode == RdbFormat.STREAM_LISTPACKS_3 ? in.readLong() : seenAtMs;
        long consumer = groups.createConsumer(group, name, nameLength, seenAtMs);
        groups.setActiveAtMs(consumer, activeAtMs);
        long count = in.readCount(RAW_ID_BYTES);
        for (long i = 0; i < count; i++) {
            readRawId(in);
            long place = findPlace();
            if (place == 0) throw RdbException.corrupt("Consumer entry not found in group global PEL");
            if (Memory.getLong(place + PLACE_TAKEN) != 0) {
                throw RdbException.corrupt("Duplicated consumer PEL entry loading a stream consumer group");
            }
            Memory.putLong(place + PLACE_TAKEN, 1);
            takenCount++;
            groups.addPending(group, consumer, id, Memory.getLong(place + PLACE_TIME),
                    Memory.getLong(place + PLACE_DELIVERIES));
        }
    }

    /** The place of {@link #id}, or 0. */
    private long findPlace() {
        long low = 0, high = placeCount - 1;
        while (low <= high) {
            long middle = low + high >>> 1;
            long place = places + middle * PLACE_BYTES;
            int order = -id.compareTo(Memory.getLong(place), Memory.getLong(place + 8));
            if (order == 0) return place;
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }
        return 0;
    }
}
