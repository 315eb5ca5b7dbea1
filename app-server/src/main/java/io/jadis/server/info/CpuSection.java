package io.jadis.server.info;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Processor time, of the process and of the executor, which is Redis's main thread. */
public final class CpuSection implements InfoSection {
    private static final Path PROCESS = Path.of("/proc/self/stat"), THREAD = Path.of("/proc/thread-self/stat");
    private static final double TICKS_PER_SECOND = 100;
    /** Fields behind the command's name in parentheses: utime and stime of proc(5). */
    private static final int USER_FIELD = 11, SYSTEM_FIELD = 12;

    @Override
    public String title() {
        return "CPU";
    }

    @Override
    public void write(InfoText text) {
        double[] process = times(PROCESS), thread = times(THREAD);
        text.field("used_cpu_sys", seconds(process[1]))
                .field("used_cpu_user", seconds(process[0]))
                .field("used_cpu_sys_children", seconds(0))
                .field("used_cpu_user_children", seconds(0))
                .field("used_cpu_sys_main_thread", seconds(thread[1]))
                .field("used_cpu_user_main_thread", seconds(thread[0]));
    }

    private static String seconds(double value) {
        return String.format(Locale.ROOT, "%.6f", value);
    }

    private static double[] times(Path stat) {
        try {
            String line = Files.readString(stat, StandardCharsets.ISO_8859_1);
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
            return new double[] {
                Long.parseLong(fields[USER_FIELD]) / TICKS_PER_SECOND,
                        Long.parseLong(fields[SYSTEM_FIELD]) / TICKS_PER_SECOND
            };
        } catch (IOException e) {
            return new double[2]; // not Linux: unknown
        }
    }
}
