package io.jadis.server.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jadis.server.TestClient;
import io.jadis.server.crash.ServerProgram;
import io.jadis.server.oracle.DebianRedis;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Strings and elements whose length is no int. Those that are sent have what is just too much for one; bits of a string
 * of 5 GB take no memory but for the pages that they are in.
 */
class LargeStringsIT {
    private static final long LENGTH = (1L << 31) + 5;
    private static final byte[] PIECE = new byte[1 << 20];

    @TempDir
    private static Path directory;
    private static DebianRedis server;
    private static TestClient client;

    @BeforeAll
    static void start() throws IOException {
        Path program = new ServerProgram(directory).path();
        server = DebianRedis.start(program, directory, "--proto-max-bulk-len", "6gb",
                "--client-query-buffer-limit", "6gb", "--save", "");
        client = new TestClient(server.port());
    }

    @AfterAll
    static void stop() throws IOException {
        client.close();
        server.close();
    }

    @AfterEach
    void forget() throws IOException {
        assertEquals("OK", client.run("FLUSHALL"));
    }

    /** Sends a request whose last argument is {@link #LENGTH} bytes long, all zeros, and reads the reply's first line. */
    private static String send(Socket socket, InputStream in, String... words) throws IOException {
        OutputStream out = socket.getOutputStream();
        String head = TestClient.encode(words).replaceFirst("\\*\\d+", "*" + (words.length + 1));
        out.write((head + "$" + LENGTH + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        for (long left = LENGTH; left > 0; left -= PIECE.length) out.write(PIECE, 0, (int) Math.min(left, PIECE.length));
        out.write("\r\n".getBytes(StandardCharsets.ISO_8859_1));
        return line(in);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c; (c = in.read()) != '\n'; ) line.append((char) c);
        return line.toString().strip();
    }

    @Test
    void aStringOfFiveGigabytesHasItsBitsAndRanges() throws IOException {
        assertEquals(":0", client.run("SETBIT large 40000000000 1"));
        assertEquals(":5000000001", client.run("STRLEN large"));
        assertEquals(":1", client.run("GETBIT large 40000000000"));
        assertEquals(":0", client.run("GETBIT large 39999999999"));
        assertEquals(":0", client.run("GETBIT large 5640261632"));       // the same modulo 2^35
        assertEquals(":5000000005", client.run("APPEND large tail"));
        assertEquals("'tail'", client.run("GETRANGE large 5000000001 -1"));
        assertEquals(":5000000005", client.run("SETRANGE large 5000000003 XX"));
        assertEquals("'taXX'", client.run("GETRANGE large -4 -1"));
        assertEquals("[:128]", client.run("BITFIELD large GET u8 40000000000"));
        assertEquals("-ERR string exceeds maximum allowed size (proto-max-bulk-len)",
                client.run("SETRANGE large 6442450944 x"));
        assertEquals("OK", client.run("RENAME large other"));
        assertEquals(":5000000005", client.run("STRLEN other"));
    }

    @Test
    void elementsKeepTheirLength() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 20);
            assertEquals(":1", send(socket, in, "HSET", "hash", "field"));
            assertEquals(":" + LENGTH, client.run("HSTRLEN hash field"));
            assertEquals(":1", client.run("DEL hash"));

            assertEquals(":1", send(socket, in, "SADD", "set"));
            assertEquals(":1", send(socket, in, "SISMEMBER", "set"));
            assertEquals(":1", client.run("DEL set"));

            assertEquals(":1", send(socket, in, "RPUSH", "list"));
            assertEquals(":2", client.run("RPUSH list short"));
            socket.getOutputStream().write(TestClient.encode("LPOP", "list").getBytes(StandardCharsets.ISO_8859_1));
            assertEquals("$" + LENGTH, line(in));
            in.skipNBytes(LENGTH + 2);
            assertEquals("'short'", client.run("LPOP list"));
        }
    }
}
