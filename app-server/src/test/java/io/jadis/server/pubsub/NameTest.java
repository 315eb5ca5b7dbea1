package io.jadis.server.pubsub;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class NameTest {
    private static Name name(String text) {
        return new Name(text.getBytes(US_ASCII));
    }

    /** "Aa" and "BB" have the same hash, and so have all words of them: a map can only tell them apart by order. */
    @Test
    void namesOfTheSameHashAreInOrder() {
        assertEquals(name("AaBB").hashCode(), name("BBAa").hashCode());
        assertNotEquals(name("AaBB"), name("BBAa"));
        assertTrue(name("AaBB").compareTo(name("BBAa")) < 0);
        assertTrue(name("BBAa").compareTo(name("AaBB")) > 0);
        assertEquals(0, name("AaBB").compareTo(name("AaBB")));
    }
}
