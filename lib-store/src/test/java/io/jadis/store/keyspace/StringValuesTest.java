package io.jadis.store.keyspace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StringValuesTest {
    private static final long LATER_MS = TestKeyspace.START_MS + 60_000;

    private final TestKeyspace test = new TestKeyspace();
    private final Database db = test.db(0);

    @AfterEach
    void nothingLeaks() {
        test.close();
    }

    @ParameterizedTest(name = "{0} is stored as {1}")
    @CsvSource({"0, int", "-1, int", "9223372036854775807, int", "-9223372036854775808, int",
            "9223372036854775808, embstr",
        "01, embstr", "+1, embstr", "-0, embstr", "1.0, embstr", "'', embstr", "' 1', embstr", "hello, embstr"})
    void aNumberIsStoredAsOneWhereItsTextComesBackTheSame(String value, String encoding) {
        test.set(0, "k", value);
        assertEquals(encoding, test.encoding(0, "k"));
        assertEquals(value, test.get(0, "k"));
    }

    @Test
    void aTextIsEmbstrUpTo44BytesAndRawFromThereOn() {
        test.set(0, "k", "x".repeat(44));
        assertEquals("embstr", test.encoding(0, "k"));
        test.set(0, "k", "x".repeat(45));
        assertEquals("raw", test.encoding(0, "k"));
    }

    @Test
    void aValueChangedInPlaceIsRawUntilItIsReplaced() {
        test.set(0, "k", "12");
        append("k", "3");
        assertEquals("raw", test.encoding(0, "k"));
        assertEquals(StringOutcome.OK, test.strings.increment(db, test.find(0, "k"), 1));
        assertEquals("int", test.encoding(0, "k"));
        assertEquals("124", test.get(0, "k"));
        setRange("k", 1, "x");
        assertEquals("raw", test.encoding(0, "k"));
        test.set(0, "k", "1x4");
        assertEquals("embstr", test.encoding(0, "k"));
    }

    @Test
    void aRecordOfKey16AndValue32Takes60BytesAndAnIntegerThere32() {
        long text = test.set(0, "k".repeat(16), "x".repeat(32));
        assertEquals(60, Record.bytes(text));
        long number = test.set(0, "n".repeat(16), "12345678901234567");
        assertEquals(32, Record.bytes(number));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 44, 45, StringValues.EMBEDDED_MAX_BYTES, StringValues.EMBEDDED_MAX_BYTES + 1, 100_000})
    void anyLengthReplacesAnyOtherAndKeepsOrClearsTheTimeToLive(int length) {
        String value = "v".repeat(length);
        for (int old : new int[] {0, 3, 44, 100, 4_096, 4_097, 50_000}) {
            test.set(0, "k", "o".repeat(old), LATER_MS);
            test.set(0, "k", value, StringValues.KEEP_EXPIRY);
            assertEquals(value, test.get(0, "k"));
            assertEquals(LATER_MS, Record.expiresAtMs(test.find(0, "k")));
            test.set(0, "k", "o".repeat(old), LATER_MS + 1);
            test.set(0, "k", value);
            assertEquals(value, test.get(0, "k"));
            assertEquals(Record.NO_EXPIRY, Record.expiresAtMs(test.find(0, "k")));
            assertEquals(0, db.volatileCount());
        }
    }

    @Test
    void aValueOfTheSameLengthIsReplacedInPlace() {
        long record = test.set(0, "k", "hello");
        assertEquals(record, test.set(0, "k", "world"));
        assertEquals("world", test.get(0, "k"));
    }

    @Test
    void aManyTimesLongerValueDoesNotLeaveItsBlockToAShortOne() {
        test.set(0, "k", "x".repeat(4_000));
        long record = test.set(0, "k", "x".repeat(10));
        assertTrue(test.allocator.usableSize(record) <= 32);
    }

    @Test
    void appendingByteByByteMovesTheValueSeldom() {
        test.set(0, "k", "x");
        StringBuilder expected = new StringBuilder("x");
        int growths = 0;
        long usedBytes = 0;
        for (int i = 0; i < 20_000; i++) {
            append("k", "y");
            expected.append('y');
            if (test.allocator.usedBytes() > usedBytes) growths++;
            usedBytes = test.allocator.usedBytes();
        }
        assertEquals(expected.toString(), test.get(0, "k"));
        assertTrue(growths < 25, "growths=" + growths);
    }

    @Test
    void aRangeBehindTheEndIsReachedByZeroBytes() {
        test.set(0, "k", "ab");
        setRange("k", 5, "z");
        assertEquals("ab\0\0\0z", test.get(0, "k"));
        setRange("k", 0, "A");
        assertEquals("Ab\0\0\0z", test.get(0, "k"));
        setRange("k", 9_000, "!");
        assertEquals(9_001, StringValues.length(test.find(0, "k")));
        long record = test.strings.addZeros(db, test.nowMs, test.arguments.of("z"), 1, 5_000);
        assertEquals("\0".repeat(5_000), test.value(record));
        assertEquals("raw", test.encoding(0, "z"));
    }

    @Test
    void anIncrementFailsOnTextsAndBeyond64Bits() {
        test.set(0, "k", "9223372036854775807");
        assertEquals(StringOutcome.OVERFLOW, test.strings.increment(db, test.find(0, "k"), 1));
        assertEquals(StringOutcome.OK, test.strings.increment(db, test.find(0, "k"), -1));
        assertEquals(Long.MAX_VALUE - 1, test.strings.number());
        test.set(0, "k", "-9223372036854775808");
        assertEquals(StringOutcome.OVERFLOW, test.strings.increment(db, test.find(0, "k"), -1));
        test.set(0, "k", "01");
        assertEquals(StringOutcome.NOT_AN_INTEGER, test.strings.increment(db, test.find(0, "k"), 1));
        assertEquals("01", test.get(0, "k"));
    }

    @Test
    void aFloatIncrementStoresTheTextAndKeepsTheTimeToLive() {
        assertEquals(StringOutcome.OK, incrementByFloat("k", "10.5"));
        assertEquals("10.5", test.get(0, "k"));
        db.setExpiry(test.nowMs, test.find(0, "k"), LATER_MS);
        assertEquals(StringOutcome.OK, incrementByFloat("k", "0.5"));
        assertEquals("11", test.get(0, "k"));
        assertEquals("embstr", test.encoding(0, "k"));
        assertEquals(LATER_MS, Record.expiresAtMs(test.find(0, "k")));
        assertEquals(StringOutcome.NOT_A_FLOAT, incrementByFloat("k", "x"));
        assertEquals(StringOutcome.NAN_OR_INFINITY, incrementByFloat("k", "inf"));
        test.set(0, "k", "x");
        assertEquals(StringOutcome.NOT_A_FLOAT, incrementByFloat("k", "1"));
    }

    @Test
    void aStringReplacesAnotherTypeAndFreesIt() {
        BlockChainType lists = new BlockChainType(test.allocator);
        test.keyspace.register(RecordType.LIST, lists);
        db.add(test.nowMs, test.arguments.of("k"), 1, RecordType.LIST, Encoding.QUICKLIST, lists.create(10));
        test.set(0, "k", "text");
        assertEquals("text", test.get(0, "k"));
        assertEquals(RecordType.STRING, Record.type(test.find(0, "k")));
    }

    @Test
    void settingANewKeyIsHeardOnceAndReplacingItIsNot() {
        test.set(0, "k", "1");
        test.set(0, "k", "2");
        test.strings.setNumber(db, test.nowMs, test.arguments.of("n"), 1, 7, Record.NO_EXPIRY, 0);
        assertEquals("[added 0 k, added 0 n]", test.events.toString());
    }

    @Test
    void aKeyWhoseTimeHasComeIsReplacedAsIfItWereMissing() {
        test.set(0, "k", "old", test.nowMs + 1);
        test.nowMs += 2;
        test.set(0, "k", "new", StringValues.KEEP_EXPIRY);
        assertEquals(Record.NO_EXPIRY, Record.expiresAtMs(test.find(0, "k")));
        assertEquals("[added 0 k, expired 0 k, added 0 k]", test.events.toString());
        assertNotEquals(0, test.find(0, "k"));
    }

    private void append(String key, String tail) {
        test.strings.append(db, test.find(0, key), test.arguments.of(tail), tail.length());
    }

    private void setRange(String key, int offset, String bytes) {
        test.strings.setRange(db, test.find(0, key), offset, test.arguments.of(bytes), bytes.length());
    }

    private StringOutcome incrementByFloat(String key, String by) {
        return test.strings.incrementByFloat(db, test.nowMs, test.find(0, key), test.arguments.of(key), key.length(),
                test.arguments.of(by), by.length());
    }
}
