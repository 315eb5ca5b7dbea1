package io.jadis.store.geo;

/**
 * Cells of a grid, named by the bits of longitude and latitude in turn, longitude first. A grid of step n halves both
 * ranges n times; scores are cells of the finest grid, step 26, 52 bits, which a double holds exactly.
 */
public final class Geohash {
    public static final double LONGITUDE_MAX = 180, LATITUDE_MAX = 85.05112878;
    static final int STEP_MAX = 26;

    private static final long LATITUDE_BITS = 0x5555555555555555L, LONGITUDE_BITS = ~LATITUDE_BITS;

    /** The range of latitudes of the geohashes that people exchange; ours ends where the map's square does. */
    private static final double STANDARD_LATITUDE_MAX = 90;

    private static final byte[] ALPHABET =
            "0123456789bcdefghjkmnpqrstuvwxyz".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static final int BITS_PER_LETTER = 5;

    private Geohash() {}

    public static boolean isInRange(double longitude, double latitude) {
        return longitude >= -LONGITUDE_MAX && longitude <= LONGITUDE_MAX && latitude >= -LATITUDE_MAX
                && latitude <= LATITUDE_MAX;
    }

    /** The score of a point, which must be in range. */
    public static long score(double longitude, double latitude) {
        return cell(longitude, latitude, STEP_MAX);
    }

    static long cell(double longitude, double latitude, int step) {
        return cell(longitude, latitude, LATITUDE_MAX, step);
    }

    private static long cell(double longitude, double latitude, double latitudeMax, int step) {
        double up = (latitude + latitudeMax) / (latitudeMax + latitudeMax);
        double east = (longitude + LONGITUDE_MAX) / (LONGITUDE_MAX + LONGITUDE_MAX);
        double cells = 1L << step;
        return Long.expand((long) (up * cells), LATITUDE_BITS) | Long.expand((long) (east * cells), LONGITUDE_BITS);
    }

    // ---- what a cell covers

    static double west(long cell, int step) {
        return edge(Long.compress(cell, LONGITUDE_BITS), step, LONGITUDE_MAX);
    }

    static double east(long cell, int step) {
        return edge(Long.compress(cell, LONGITUDE_BITS) + 1, step, LONGITUDE_MAX);
    }

    static double south(long cell, int step) {
        return edge(Long.compress(cell, LATITUDE_BITS), step, LATITUDE_MAX);
    }

    static double north(long cell, int step) {
        return edge(Long.compress(cell, LATITUDE_BITS) + 1, step, LATITUDE_MAX);
    }

    private static double edge(long index, int step, double max) {
        return -max + (double) index / (1L << step) * (max + max);
    }

    /** The middle of the cell that a score names. */
    public static double longitude(double score) {
        long cell = cell(score);
        return Math.clamp((west(cell, STEP_MAX) + east(cell, STEP_MAX)) / 2, -LONGITUDE_MAX, LONGITUDE_MAX);
    }

    /** The middle of the cell that a score names. */
    public static double latitude(double score) {
        long cell = cell(score);
        return Math.clamp((south(cell, STEP_MAX) + north(cell, STEP_MAX)) / 2, -LATITUDE_MAX, LATITUDE_MAX);
    }

    /** A score of whatever origin as unsigned bits. */
    private static long cell(double score) {
        return score < 0x1p63 ? (long) score : score < 0x1p64 ? (long) (score - 0x1p63) | Long.MIN_VALUE : 0;
    }

    // ---- neighbours

    /** The cell so many columns to the east, around the earth where that is behind the edge. */
    static long moveEast(long cell, int step, int columns) {
        return move(cell, step, columns, LONGITUDE_BITS);
    }

    /** The cell so many rows to the north, from the opposite edge where that is behind the edge. */
    static long moveNorth(long cell, int step, int rows) {
        return move(cell, step, rows, LATITUDE_BITS);
    }

    private static long move(long cell, int step, int by, long bits) {
        long inGrid = -1L >>> (Long.SIZE - 2 * step);
        long moved = Long.expand(Long.compress(cell, bits) + by, bits) & inGrid;
        return cell & ~bits | moved;
    }

    // ---- text

    /**
     * The letters of the standard geohash of the point that a score names. There are bits for ten; the eleventh is
     * always the first of the alphabet.
     */
    public static byte[] letters(double score) {
        long cell = cell(longitude(score), latitude(score), STANDARD_LATITUDE_MAX, STEP_MAX);
        byte[] letters = new byte[11];
        int bitsLeft = 2 * STEP_MAX;
        for (int i = 0; i < 10; i++) {
            bitsLeft -= BITS_PER_LETTER;
            letters[i] = ALPHABET[(int) (cell >>> bitsLeft) & (1 << BITS_PER_LETTER) - 1];
        }
        letters[10] = ALPHABET[0];
        return letters;
    }
}
