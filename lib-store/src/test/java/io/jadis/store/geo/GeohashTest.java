package io.jadis.store.geo;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeohashTest {
    /** As redis-server 7.0.15 answers. */
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({"13.361389, 38.115556, 3479099956230698, sqc8b49rny0, 13.361389338970184, 38.1155563954963",
        "15.087269, 37.502669, 3479447370796909, sqdtr74hyu0, 15.087267458438873, 37.50266842333162"})
    void pointsHaveTheScoresOfRedis(double longitude, double latitude, long score, String letters,
    double middleLongitude, double middleLatitude) {
        assertEquals(score, Geohash.score(longitude, latitude));
        assertEquals(letters, new String(Geohash.letters(score), US_ASCII));
        assertEquals(middleLongitude, Geohash.longitude(score));
        assertEquals(middleLatitude, Geohash.latitude(score));
    }

    @Test
    void theDistanceOfPalermoAndCatania() {
        long palermo = Geohash.score(13.361389, 38.115556), catania = Geohash.score(15.087269, 37.502669);
        assertEquals(166274.15156960033, Sphere.distance(Geohash.longitude(palermo), Geohash.latitude(palermo),
                Geohash.longitude(catania), Geohash.latitude(catania)));
    }

    @Test
    void aPointLiesInItsCellAtEveryStep() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 10_000; i++) {
            double longitude = random.nextDouble(-180, 180), latitude = random.nextDouble(-85, 85);
            int step = random.nextInt(1, 27);
            long cell = Geohash.cell(longitude, latitude, step);
            assertTrue(Geohash.west(cell, step) <= longitude && longitude <= Geohash.east(cell, step));
            assertTrue(Geohash.south(cell, step) <= latitude && latitude <= Geohash.north(cell, step));
            assertEquals(cell, Geohash.score(longitude, latitude) >>> 2 * (26 - step));
            long north = Geohash.moveNorth(cell, step, 1), west = Geohash.moveEast(cell, step, -1);
            assertEquals(cell, Geohash.moveNorth(north, step, -1));
            assertEquals(cell, Geohash.moveEast(west, step, 1));
        }
    }

    @Test
    void neighboursGoAroundTheEarth() {
        long west = Geohash.cell(-179.9, 0.1, 10), east = Geohash.cell(179.9, 0.1, 10);
        assertEquals(east, Geohash.moveEast(west, 10, -1));
        assertEquals(west, Geohash.moveEast(east, 10, 1));
    }

    @Test
    void scoresThatAreNoCellsGiveAPointAllTheSame() {
        for (double score : new double[] {-1, 1e300, -1e300, Double.POSITIVE_INFINITY, 0x1p63, 1.5}) {
            assertTrue(Geohash.isInRange(Geohash.longitude(score), Geohash.latitude(score)), () -> "score=" + score);
        }
    }

    /** No point that is inside may lie outside of the cells that are searched. */
    @Test
    void theCellsOfAnAreaCoverIt() {
        SplittableRandom random = new SplittableRandom(2);
        SearchArea area = new SearchArea();
        for (int i = 0; i < 2_000; i++) {
            double longitude = random.nextDouble(-170, 170), latitude = random.nextDouble(-60, 60);
            double meters = Math.pow(10, random.nextDouble(0, 5.5));
            area.centre(longitude, latitude);
            if (random.nextBoolean()) area.circle(meters, 1);
            else area.box(meters * random.nextDouble(0.1, 1), meters, 1);
            area.cover();
            for (int j = 0; j < 50; j++) {
                double degrees = meters / 111_000;
                double x = longitude + random.nextDouble(-2, 2) * degrees,
                        y = latitude + random.nextDouble(-1, 1) * degrees;
                if (!Geohash.isInRange(x, y) || !area.holds(x, y)) continue;
                long score = Geohash.score(x, y);
                boolean covered = false;
                for (int cell = 0; cell < area.cellCount(); cell++) {
                    covered |= area.scoreFrom(cell) <= score && score < area.scoreTo(cell);
                }
                assertTrue(covered, longitude + " " + latitude + " " + meters + ": " + x + " " + y);
            }
        }
    }
}
