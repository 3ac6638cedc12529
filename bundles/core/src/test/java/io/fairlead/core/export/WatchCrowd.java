// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.export.Lease;
import io.fairlead.api.export.MountOptions;
import io.fairlead.api.export.OpenRequest;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.VPath;
import io.fairlead.core.Exports;
import io.fairlead.storage.local.LocalSettings;
import io.fairlead.storage.local.LocalStorage;
import io.fairlead.testing.Contents;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * How long an upload takes while another user watches its folder many times, or has leases on many files there: the median of
 * a new file that is written and published, in that folder and in another one, and the most threads meanwhile. A main program;
 * argument: a folder to work in.
 */
final class WatchCrowd {
    private static final int UPLOADS = 400;
    private static final int IN_SESSION = 1000;

    private final Path root;

    private WatchCrowd(Path root) {
        this.root = root;
    }

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        Path root = Files.createTempDirectory(Path.of(args.length > 0 ? args[0] : "/dev/shm"), "crowd");
        try {
            WatchCrowd crowd = new WatchCrowd(root);
            crowd.measure("warming up", 0, 0);
            crowd.measure("nothing", 0, 0);
            crowd.measure("1,000 watches", 1000, 0);
            crowd.measure("4,000 watches", 4000, 0);
            crowd.measure("4,000 leases", 0, 4000);
            crowd.measure("12,000 leases", 0, 12_000);
        } finally {
            new ProcessBuilder("rm", "-rf", root.toString()).start().waitFor();
        }
    }

    private void measure(String what, int watches, int leases) throws Exception {
        Path base = Files.createDirectory(root.resolve(what.replaceAll("\\W", "-")));
        Files.createDirectory(base.resolve("here"));
        Files.createDirectory(base.resolve("elsewhere"));
        for (int i = 0; i < leases; i++) {
            Files.writeString(base.resolve("here/leased" + i), "x");
        }
        List<ExportVolume> crowd = new ArrayList<>();
        LocalSettings settings = LocalSettings.of(base).withSync(LocalSettings.Sync.NONE);
        try (LocalStorage storage = LocalStorage.open(settings);
                ArbitratedExport export =
                        (ArbitratedExport) Exports.over(storage).build();
                ExportVolume other = export.mount(Identity.of("other"))) {
            for (int i = 0; i < watches; i++) {
                if (i % IN_SESSION == 0) {
                    crowd.add(export.mount(Identity.of("crowd")));
                }
                crowd.get(i / IN_SESSION).watch(VPath.of("/here"), false, change -> {});
            }
            if (leases > 0) {
                crowd.add(export.mount(Identity.of("crowd"), MountOptions.DEFAULT.withHolder(broken -> {})));
            }
            for (int i = 0; i < leases; i++) {
                Lease.Request lease = new Lease.Request(
                        new Lease.Key(new UUID(1, 1), new UUID(2, i)), EnumSet.of(Lease.Caching.READ));
                crowd.get(0)
                        .open(
                                VPath.of("/here/leased" + i),
                                OpenRequest.shared(Open.read()).withLease(lease));
            }
            ManagementFactory.getThreadMXBean().resetPeakThreadCount();
            double here = median(other, "/here/new");
            double elsewhere = median(other, "/elsewhere/new");
            System.out.printf(
                    Locale.ROOT,
                    "%-15s upload there %8.2f ms, elsewhere %8.2f ms; at most %d threads%n",
                    what,
                    here,
                    elsewhere,
                    ManagementFactory.getThreadMXBean().getPeakThreadCount());
            for (ExportVolume volume : crowd) {
                volume.close();
            }
        }
    }

    private static double median(ExportVolume volume, String path) throws Exception {
        long[] nanos = new long[UPLOADS];
        long end = System.nanoTime() + 30_000_000_000L;
        int done = 0;
        for (; done < UPLOADS && System.nanoTime() < end; done++) {
            long began = System.nanoTime();
            Contents.write(volume, path + done, "content");
            nanos[done] = System.nanoTime() - began;
        }
        Arrays.sort(nanos, 0, done);
        return nanos[done / 2] / 1e6;
    }
}
