// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.state;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;
import io.fairlead.smb.protocol.AppInstance;
import io.fairlead.smb.protocol.Guids;
import io.fairlead.smb.protocol.LeaseContext;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What the Export keeps for us of an open that waits for its client, as bytes: the module that takes it back may be a newer
 * one. Who adds to it needs another version. Immutable.
 *
 * @param client ClientGuid
 * @param access granted, an ACCESS_MASK
 * @param durability how long it waits, and for whom
 * @param lease what the client asked for, if it was a lease
 * @param kept what the client had set
 * @param application that may go on at another client, if it is one
 */
public record ParkedState(
        UUID client,
        int access,
        Durability durability,
        Optional<LeaseContext> lease,
        Kept kept,
        Optional<AppInstance> application) {
    /** Of the bytes, without an application; modules of an older version know no other. */
    private static final int VERSION = 1;

    /** The same with an application at the end. Others are of a module that we know nothing of. */
    private static final int WITH_APPLICATION = 2;

    private static final int LOCKS = 64;

    /**
     * What the client had set of an open, for as long as it lasts.
     *
     * @param position CurrentByteOffset
     * @param allocation in bytes
     * @param changeTime a FILETIME; 0 for none
     * @param writeTime null for none
     * @param deletePending whether it has asked for the file to be deleted
     * @param locks see {@link LockSequences}
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Kept(
            long position, long allocation, long changeTime, Instant writeTime, boolean deletePending, byte[] locks) {}

    byte[] encode() {
        var out = new WireWriter(ByteOrder.LITTLE_ENDIAN).u8(application.isEmpty() ? VERSION : WITH_APPLICATION);
        Guids.encode(client, out);
        out.u32(Integer.toUnsignedLong(access));
        Guids.encode(durability.createGuid(), out);
        out.u64(durability.timeout().toMillis());
        out.u64(kept.position).u64(kept.allocation).u64(kept.changeTime);
        boolean written = kept.writeTime != null;
        out.u8(written ? 1 : 0).u64(written ? kept.writeTime.getEpochSecond() : 0);
        out.u32(written ? kept.writeTime.getNano() : 0).u8(kept.deletePending ? 1 : 0);
        out.bytes(kept.locks);
        byte[] context = lease.map(LeaseContext::encode).orElse(new byte[0]);
        out.u8(context.length).bytes(context);
        application.ifPresent(named -> encode(named, out));
        return out.toBytes();
    }

    private static void encode(AppInstance application, WireWriter out) {
        Guids.encode(application.id(), out);
        Optional<AppInstance.Version> version = application.version();
        out.u8(version.isPresent() ? 1 : 0);
        out.u64(version.map(AppInstance.Version::high).orElse(0L));
        out.u64(version.map(AppInstance.Version::low).orElse(0L));
    }

    private static AppInstance application(WireReader in) throws MalformedMessageException {
        UUID id = Guids.decode(in);
        boolean versioned = in.u8() != 0;
        var version = new AppInstance.Version(in.u64(), in.u64());
        return new AppInstance(id, versioned ? Optional.of(version) : Optional.empty());
    }

    /** @throws MalformedMessageException if it is of a module that we know nothing of */
    public static ParkedState decode(byte[] state) throws MalformedMessageException {
        var in = new WireReader(ByteBuffer.wrap(state), ByteOrder.LITTLE_ENDIAN);
        int version = in.u8();
        if (version != VERSION && version != WITH_APPLICATION) {
            throw new MalformedMessageException("an open parked by version " + version);
        }
        UUID client = Guids.decode(in);
        int access = (int) in.u32();
        Durability durability = new Durability(Guids.decode(in), Duration.ofMillis(in.u64()));
        long position = in.u64();
        long allocation = in.u64();
        long changeTime = in.u64();
        boolean written = in.u8() != 0;
        Instant time = Instant.ofEpochSecond(in.u64(), in.u32());
        boolean deletePending = in.u8() != 0;
        byte[] locks = in.bytes(LOCKS);
        int context = in.u8();
        Optional<LeaseContext> lease =
                context == 0 ? Optional.empty() : Optional.of(LeaseContext.decode(in.bytes(context)));
        Kept kept = new Kept(position, allocation, changeTime, written ? time : null, deletePending, locks);
        Optional<AppInstance> application =
                version == WITH_APPLICATION ? Optional.of(application(in)) : Optional.empty();
        return new ParkedState(client, access, durability, lease, kept, application);
    }
}
