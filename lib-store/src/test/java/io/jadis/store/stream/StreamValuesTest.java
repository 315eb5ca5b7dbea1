package io.jadis.store.stream;

import static io.jadis.store.stream.StreamRoom.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.memory.Memory;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamValuesTest {
    private final StreamRoom room = new StreamRoom(StreamConfig.DEFAULT);
    private final StreamValues streams = room.streams;
    private final StreamGroups groups = room.groups;
    private final long stream = streams.create();
    private final StreamId id = new StreamId();

    @AfterEach
    void close() {
        room.free(stream);
        room.close();
    }

    /** From DUMP of redis-server 7.0.15 after the same commands. */
    @Test
    void itsNodesAreRedissListpacks() {
        room.add(stream, id(1, 5), "sensor", "1", "temp", "2");
        room.add(stream, id(2, 1), "sensor", "99", "temp", "x");
        room.add(stream, id(2, 2), "other", "1000", "sensor", "-5", "f", "1");
        room.add(stream, id(3, 0), "sensor", "70000", "temp", "hello");
        room.delete(stream, id(2, 1));
        NodeCursor cursor = streams.nodeCursor();
        assertTrue(cursor.first(stream));
        assertEquals("1-5", cursor.id().toString());
        int bytes = cursor.listpackBytes();
        long listpack = room.allocator.allocate(bytes);
        cursor.writeListpack(listpack);
        assertEquals("7100000023000301010102018673656e736f72078474656d70050001"
                        + "020100010001010102010501" + "03010101dffc02630181780205" + "01"
                        + "00010101dffd020301856f7468657206c3e8028673656e736f7207dffb0281660201010a01"
                        + "02010201dffb02f2701101048568656c6c6f060501ff",
                HexFormat.of().formatHex(Memory.toArray(listpack, bytes)));
        assertFalse(cursor.next());

        long loaded = streams.create();
        streams.addNode(loaded, id(1, 5), listpack);
        assertEquals(room.entries(stream), room.entries(loaded));
        assertEquals(3, StreamValues.length(loaded));
        room.free(loaded);
        room.allocator.free(listpack);
    }

    @Test
    void idsNeverGoBack() {
        assertTrue(StreamValues.nextId(stream, 100, id));
        assertEquals("100-0", id.toString());
        room.add(stream, id, "f", "v");
        assertTrue(StreamValues.nextId(stream, 99, id));
        assertEquals("100-1", id.toString());
        room.add(stream, id(100, -1), "f", "v");
        assertTrue(StreamValues.nextId(stream, 100, id));
        assertEquals("101-0", id.toString());
        room.add(stream, id(-1, -1), "f", "v");
        assertFalse(StreamValues.nextId(stream, 100, id));
    }

    @Test
    void itRemembersFirstLastAndDeleted() {
        for (int i = 1; i <= 5; i++) room.add(stream, id(i, 0), "f", "v");
        assertTrue(room.delete(stream, id(5, 0)));
        assertFalse(room.delete(stream, id(5, 0)));
        assertTrue(room.delete(stream, id(1, 0)));
        StreamValues.lastId(stream, id);
        assertEquals("5-0", id.toString());
        assertTrue(streams.lastEntryId(stream, id));
        assertEquals("4-0", id.toString());
        StreamValues.firstId(stream, id);
        assertEquals("2-0", id.toString());
        streams.firstNodeId(stream, id);
        assertEquals("1-0", id.toString());
        StreamValues.maxDeletedId(stream, id);
        assertEquals("5-0", id.toString());
        assertEquals(5, StreamValues.entriesAdded(stream));
        for (int i = 2; i <= 4; i++) assertTrue(room.delete(stream, id(i, 0)));
        StreamValues.firstId(stream, id);
        assertEquals("0-0", id.toString());
        assertEquals(0, StreamValues.nodeCount(stream));
        assertFalse(streams.lastEntryId(stream, id));
        streams.firstNodeId(stream, id);
        assertTrue(id.isMax());
    }

    @Test
    void approximateTrimmingTakesWholeNodesUpToTheLimit() {
        for (int i = 1; i <= 1000; i++) room.add(stream, id(i, 0), "f", "v");
        assertEquals(10, StreamValues.nodeCount(stream));
        assertEquals(400, streams.trimToLength(stream, 550, true, 0));
        assertEquals(0, streams.trimToLength(stream, 550, true, 0));
        assertEquals(50, streams.trimToLength(stream, 550, false, 0));
        assertEquals(50, streams.trimToLength(stream, 0, true, 100));
        assertEquals(100, streams.trimBelow(stream, id(650, 0), true, 0));
        assertEquals(49, streams.trimBelow(stream, id(650, 0), false, 0));
        assertEquals(List.of("650-0 f v", "651-0 f v"), room.entries(stream, id(0, 0), id(651, 0), false));
        assertEquals(351, StreamValues.length(stream));
    }

    @Test
    void theLagIsKnownUnlessSomethingWasDeletedAhead() {
        long group = room.createGroup(stream, "g", id(0, 0));
        assertEquals(0, groups.lag(stream, group));
        for (int i = 1; i <= 5; i++) room.add(stream, id(i, 0), "f", "v");
        assertEquals(5, groups.lag(stream, group));
        assertTrue(groups.served(stream, group, id(1, 0)));
        assertFalse(groups.served(stream, group, id(1, 0)));
        assertEquals(1, groups.entriesRead(group));
        assertEquals(4, groups.lag(stream, group));
        room.delete(stream, id(3, 0));
        assertEquals(StreamGroups.UNKNOWN_LAG, groups.lag(stream, group));
        groups.served(stream, group, id(2, 0));
        assertEquals(StreamGroups.UNKNOWN, groups.entriesRead(group));
        groups.served(stream, group, id(5, 0));
        assertEquals(5, groups.entriesRead(group));
        assertEquals(0, groups.lag(stream, group));
    }

    @Test
    void groupsAndConsumersComeInTheOrderOfTheirNames() {
        for (String name : List.of("m", "a", "z", "", "ab")) room.createGroup(stream, name, id(0, 0));
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < groups.count(stream); i++) {
            long group = groups.at(stream, i);
            names.append(room.name(groups.nameAddress(group), groups.nameLength(group))).append(',');
        }
        assertEquals(",a,ab,m,z,", names.toString());
        groups.destroy(stream, groups.find(stream, room.at("ab"), 2));
        assertEquals(0, groups.find(stream, room.at("ab"), 2));
        assertEquals(4, groups.count(stream));
    }

    @Test
    void idsAreReadAsRedisReadsThem() {
        assertParsed("5-0", "5", 0);
        assertParsed("5-18446744073709551615", "5", -1);
        assertParsed("18446744073709551615-18446744073709551615", "18446744073709551615-18446744073709551615", 0);
        assertParsed("7-8", "007- +8", 0);
        assertParsed("7-18446744073709551611", "7--05", 0);
        assertParsed("7-8", "7-8\0-x", 0);
        assertParsed("0-0", "-", 0);
        assertParsed("18446744073709551615-18446744073709551615", "+", 0);
        assertEquals(StreamId.Form.AUTO_SEQUENCE, id.parse(room.at("7-*"), 3, 0));
        for (String text : List.of("", "x", "1-", "-1", "1-2-3", "18446744073709551616", "1-18446744073709551616",
                "1--2", "*", "1-x", "0x10", "1 ", "1".repeat(128))) {
            assertEquals(StreamId.Form.INVALID, id.parse(room.at(text), text.length(), 0), text);
        }
    }

    private void assertParsed(String expected, String text, long missingSeq) {
        assertFalse(id.parse(room.at(text), text.length(), missingSeq) == StreamId.Form.INVALID, text);
        assertEquals(expected, id.toString(), text);
        long to = room.allocator.allocate(StreamId.TEXT_BYTES_MAX);
        assertEquals(expected, room.name(to, id.write(to)));
        room.allocator.free(to);
    }
}
