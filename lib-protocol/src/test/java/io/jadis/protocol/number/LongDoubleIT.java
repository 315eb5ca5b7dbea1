package io.jadis.protocol.number;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jadis.protocol.process.FreePort;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sums of random texts against INCRBYFLOAT of a real redis-server, where one is installed. */
class LongDoubleIT {
    private static final Path REDIS_SERVER = Path.of("/usr/bin/redis-server");
    private static final int ROUNDS = 20_000;

    static long[] seeds() {
        return new long[] {1, Long.getLong("jadis.seed", 2)};
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("seeds")
    void sumsAreThoseOfARealServer(long seed) throws Exception {
        Assertions.assertTrue(Files.isExecutable(REDIS_SERVER));
        int port = FreePort.choose();
        Process server = new ProcessBuilder(REDIS_SERVER.toString(), "--port", Integer.toString(port), "--bind",
                "127.0.0.1", "--save", "", "--dir", Files.createTempDirectory("oracle").toString())
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        try (Socket socket = connect(port)) {
            compare(new SplittableRandom(seed), socket);
        } finally {
            server.destroy();
            server.waitFor(10, TimeUnit.SECONDS);
        }
    }

    private static void compare(SplittableRandom random, Socket socket) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
        OutputStream out = socket.getOutputStream();
        for (int i = 0; i < ROUNDS; i++) {
            String a = number(random);
            String b = number(random);
            out.write(("SET k \"" + a + "\"\r\nINCRBYFLOAT k \"" + b + "\"\r\n").getBytes(ISO_8859_1));
            assertEquals("+OK", in.readLine());
            String reply = in.readLine();
            String expected = switch (reply.charAt(0)) {
                case '$' -> in.readLine();
                default -> reply.contains("not a valid float") ? "not a float" : "infinite";
            };
            assertEquals(expected, LongDoubleTest.add(a, b), a + " + " + b);
        }
    }

    private static String number(SplittableRandom random) {
        String digits = Long.toString(random.nextLong() >> random.nextInt(64));
        return switch (random.nextInt(8)) {
            case 0 -> digits;
            case 1 -> digits + "." + random.nextInt(1_000_000);
            case 2 -> Double.toString(random.nextDouble());
            case 3 -> digits + "e" + (random.nextInt(60) - 30);
            case 4 -> digits + "." + Long.toUnsignedString(random.nextLong()) + "e" + (random.nextInt(40) - 20);
            case 5 -> digits + "e" + (random.nextInt(10_000) - 5_000);
            case 6 -> Double.toHexString(random.nextDouble() * 1e6);
            default -> garbled(digits + ".e5x", random);
        };
    }

    private static String garbled(String text, SplittableRandom random) {
        StringBuilder garbled = new StringBuilder(text);
        garbled.setCharAt(random.nextInt(text.length()), "0.e-+xinf a".charAt(random.nextInt(11)));
        return garbled.toString();
    }

    /** Tries until the server listens, up to ten seconds. */
    private static Socket connect(int port) throws Exception {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (true) {
            try {
                return new Socket(InetAddress.getLoopbackAddress(), port);
            } catch (IOException notYet) {
                if (System.nanoTime() > deadlineNs) throw notYet;
                Thread.sleep(20);
            }
        }
    }
}
