package io.jadis.store.encoding;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.memory.Allocator;
import io.jadis.store.memory.CheckedMemory;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bytes that redis-server 7.0.15 has in the DUMP of hashes and sorted sets with these elements. */
@ExtendWith(CheckedMemory.class)
final class ListpackGoldenTest {
    private static final HexFormat HEX = HexFormat.of();

    private static long of(Allocator allocator, String... elements) {
        Listpack listpacks = new Listpack(allocator);
        long listpack = listpacks.create();
        for (String element : elements) {
            byte[] bytes = element.getBytes(StandardCharsets.ISO_8859_1);
            long address = allocator.allocate(Math.max(1, bytes.length));
            Memory.copyIn(bytes, 0, address, bytes.length);
            listpack = listpacks.append(listpack, address, bytes.length);
            allocator.free(address);
        }
        return listpack;
    }

    private static byte[] taken(Allocator allocator, long listpack) {
        byte[] bytes = Memory.toArray(listpack, Listpack.bytes(listpack));
        allocator.free(listpack);
        return bytes;
    }

    @Test
    void integersOfAllWidths(Allocator allocator) {
        String[] edges = ("0 1 127 128 -1 -4096 -4097 4095 4096 -32768 32767 32768 -8388608 8388607 8388608 -8388609 "
                + "2147483647 -2147483648 2147483648 -2147483649 9223372036854775807 -9223372036854775808").split(" ");
        String[] pairs = new String[2 * edges.length];
        for (int i = 0; i < edges.length; i++) {
            pairs[2 * i] = edges[i];
            pairs[2 * i + 1] = edges[edges.length - 1 - i];
        }
        assertEquals("e90000002c00"
                + "0001f4000000000000008009" + "0101f4ffffffffffffff7f09" + "7f01f4ffffff7fffffffff09"
                + "c08002f4000000800000000009" + "dfff02f30000008005" + "d00002f3ffffff7f05" + "f1ffef03f3ffff7fff05"
                + "cfff02f30000800005" + "f1001003f2ffff7f04" + "f1008003f200008004" + "f1ff7f03f200800004"
                + "f200800004f1ff7f03" + "f200008004f1008003" + "f2ffff7f04f1001003" + "f30000800005cfff02"
                + "f3ffff7fff05f1ffef03" + "f3ffffff7f05d00002" + "f30000008005dfff02" + "f4000000800000000009c08002"
                + "f4ffffff7fffffffff097f01" + "f4ffffffffffffff7f090101" + "f40000000000000080090001" + "ff",
                HEX.formatHex(taken(allocator, of(allocator, pairs))));
    }

    @Test
    void stringsThatLookLikeIntegers(Allocator allocator) {
        String[] elements = {"", "01", "-0", "+1", "9223372036854775808", "1.5"};
        assertEquals("2f0000000600" + "8001" + "82303103" + "822d3003" + "822b3103"
                + "933932323333373230333638353437373538303814" + "83312e3504" + "ff",
                HEX.formatHex(taken(allocator, of(allocator, elements))));
    }

    @Test
    void aSortedSet(Allocator allocator) {
        String[] elements = {"c", "-inf", "a", "1", "b", "2.5", "7", "3", "d", "1e+20"};
        assertEquals("2b0000000a00" + "816302" + "842d696e6605" + "816102" + "0101" + "816202" + "83322e3504" + "0701"
                + "0301" + "816402" + "8531652b323006" + "ff",
                HEX.formatHex(taken(allocator, of(allocator, elements))));
    }

    /** With heads and backlengths of each size, and on both sides of where the size changes. */
    @ParameterizedTest(name = "length={0}")
    @CsvSource({
        "125, 088e8389d398c0c5986053fae260ed206ff9b5a1",
        "126, 68111eec6ec46b35f93e99e41ed275e2f2fd7c98",
        "127, c7a67d19ec650a8b7d561839b53d187ba248e177",
        "4095, f31075db56cf6b66e72a408fc5aa1da7ef82cc28",
        "4096, 4bb2d0c641df6f78cefeff21d7a245a2268ef1a3",
        "16376, 197d8501ab29f60c9150d0921a0f49045e782f27",
        "16377, b52443f512c181f6e1a482dc1473072fab181e04",
        "16378, 0b49f0f89f3dc97790bba5a5a10fe491cdd0d140",
        "16379, 7337da7bea80ae440c5e342fa03eda11348f4adc",
        "16382, e26c3bf93025fb1f0622bfd994a6179e1e5be77b",
        "100000, 1f04e0348e4face81995167c7f3decd4d9cec3cc",
        "1048576, e29cd204a43a91f804a897a48ff5714bf2287345"})
    void stringsOfAllLengths(int length, String sha1, Allocator allocator) throws NoSuchAlgorithmException {
        byte[] bytes = taken(allocator, of(allocator, "f", "x".repeat(length)));
        assertEquals(sha1, HEX.formatHex(MessageDigest.getInstance("SHA-1").digest(bytes)));
    }
}
