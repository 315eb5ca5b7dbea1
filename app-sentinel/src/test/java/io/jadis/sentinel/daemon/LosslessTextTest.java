package io.jadis.sentinel.daemon;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LosslessTextTest {
    @Test
    void utf8IsText() {
        for (String text : new String[] {"", "plain", "g\u00fcnter", "\u20ac", "\ud83d\ude00!"}) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            assertEquals(text, LosslessText.of(bytes));
            assertArrayEquals(bytes, LosslessText.bytes(text));
        }
    }

    @Test
    void allOtherBytesComeBackAsTheyWere() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = new byte[random.nextInt(12)];
            random.nextBytes(bytes);
            assertArrayEquals(bytes, LosslessText.bytes(LosslessText.of(bytes)));
            // Among other text, too.
            byte[] around = LosslessText.bytes("\u00e4" + LosslessText.of(bytes) + "\ud83d\ude00");
            assertEquals(2 + bytes.length + 4, around.length);
        }
    }
}
