// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.export.ByteRange;
import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.export.Lease;
import io.fairlead.api.export.MountOptions;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.OpenRequest;
import io.fairlead.api.export.OpenRequest.Share;
import io.fairlead.api.export.ParkedOpen;
import io.fairlead.api.export.Patience;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Open.Disposition;
import io.fairlead.api.storage.Open.Kind;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/**
 * One session that does all it can to a handful of names: opens of files and of their streams, leases, locks, uploads, renames,
 * links, deletions now and at the close, parking. Refusals and faults are the point; what they leave is looked at afterwards.
 */
final class StressActor {
    private static final String[] STREAMS = {"s", "t"};

    private final ArbitratedExport export;
    private final Random random;
    private final int number;
    private final String[] names;
    private final StressRecord record;
    private final List<OpenFile> opens = new ArrayList<>();
    private ExportVolume volume;
    private int parked;

    StressActor(ArbitratedExport export, Random random, int number, String[] names, StressRecord record) {
        this.export = export;
        this.random = random;
        this.number = number;
        this.names = names;
        this.record = record;
    }

    /** One call, which may be refused. */
    void step() {
        try {
            act();
        } catch (StorageException e) {
            record.refused(e);
        }
    }

    private void act() throws StorageException {
        if (volume == null) {
            volume = export.mount(Identity.of("user" + number), MountOptions.DEFAULT.withHolder(record::broken));
        }
        if (opens.size() < 3) {
            open();
            return;
        }
        OpenFile file = opens.get(random.nextInt(opens.size()));
        switch (random.nextInt(13)) {
            case 0 -> rename(file);
            case 1 -> record.changing(file, null, file::delete);
            case 2 -> deleteOnClose(file);
            case 3 -> record.changing(file, null, () -> ExportFixture.write(file, "content"));
            case 4 -> record.changing(file, null, () -> file.resize(random.nextInt(3)));
            case 5 -> park(file);
            case 6 -> link(file);
            case 7 -> file.lock(new ByteRange(random.nextInt(3), 1), random.nextBoolean(), soon());
            case 8 -> file.unlock(new ByteRange(random.nextInt(3), 1));
            case 9 -> file.renameStream(pick(STREAMS), random.nextBoolean());
            default -> close(file);
        }
    }

    private void rename(OpenFile file) throws StorageException {
        VPath target = VPath.of(pick(names));
        record.changing(file, target, () -> file.rename(target, random.nextBoolean(), random.nextBoolean(), soon()));
    }

    private void link(OpenFile file) throws StorageException {
        VPath name = VPath.of(pick(names));
        record.changing(null, name, () -> file.link(name, random.nextBoolean()));
    }

    private void deleteOnClose(OpenFile file) throws StorageException {
        boolean delete = random.nextBoolean();
        record.changing(delete ? file : null, null, () -> file.deleteOnClose(delete));
    }

    private Patience soon() {
        return Patience.of(Duration.ofMillis(random.nextInt(3)));
    }

    private void open() throws StorageException {
        VPath path = VPath.of(pick(names));
        boolean upload = random.nextInt(4) == 0;
        OpenRequest request = upload ? OpenRequest.shared(Open.replace()).withShare(subset(Share.class)) : request();
        boolean changes = request.truncate() || request.deleteOnClose();
        boolean stream = !request.stream().isEmpty();
        record.changing(null, changes && !stream ? path : null, () -> {
            OpenFile file = volume.open(path, request, soon());
            opens.add(file);
            file.lease().ifPresent(record::leased);
            if (!upload) {
                record.made(file.id());
            }
            if (changes) {
                record.changed(file);
            }
        });
    }

    private OpenRequest request() {
        boolean bare = random.nextInt(4) == 0; // holds no descriptor, and lets nobody in
        Set<Access> access = bare ? EnumSet.of(Access.DELETE) : subset(Access.class);
        Disposition[] some = {Disposition.OPEN, Disposition.CREATE, Disposition.OPEN_OR_CREATE};
        OpenRequest request = OpenRequest.shared(new Open(access, some[random.nextInt(some.length)], Kind.FILE))
                .withShare(bare ? EnumSet.noneOf(Share.class) : subset(Share.class));
        if (random.nextInt(3) == 0) {
            request = request.withTruncate();
        }
        if (random.nextInt(3) == 0) {
            request = request.withDeleteOnClose();
        }
        if (random.nextInt(4) == 0) {
            request = request.withStream(pick(STREAMS));
        }
        if (random.nextInt(3) == 0) {
            Lease.Key key = new Lease.Key(new UUID(1, number), new UUID(2, random.nextInt(4)));
            request = request.withLease(new Lease.Request(key, subset(Lease.Caching.class)));
        }
        return request;
    }

    private void park(OpenFile file) throws StorageException {
        ParkedOpen.Key key = new ParkedOpen.Key("test", number, parked++);
        file.park(key, Duration.ofMinutes(1), random.nextBoolean(), new byte[0]);
        opens.remove(file);
        if (random.nextBoolean()) {
            OpenFile back = export.reclaim(key, volume).file();
            opens.add(back);
            back.lease().ifPresent(record::leased);
        }
    }

    private void close(OpenFile file) throws StorageException {
        opens.remove(file);
        if (random.nextInt(4) == 0) {
            file.abort();
            file.close();
            return;
        }
        record.made(file.id()); // before others can see it; a failure takes it back
        record.changing(null, record.isUpload(file) ? file.path() : null, file::close);
    }

    void closeAll() {
        for (OpenFile file : List.copyOf(opens)) {
            try {
                close(file);
            } catch (StorageException e) {
                record.refused(e);
            }
        }
        if (volume != null) {
            try {
                volume.close();
            } catch (StorageException e) {
                record.refused(e);
            }
        }
    }

    private <E extends Enum<E>> Set<E> subset(Class<E> type) {
        Set<E> subset = EnumSet.allOf(type);
        subset.removeIf(one -> random.nextInt(8) == 0);
        return subset;
    }

    private String pick(String... some) {
        return some[random.nextInt(some.length)];
    }
}
