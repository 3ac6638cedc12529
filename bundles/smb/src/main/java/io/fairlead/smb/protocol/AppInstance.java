// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.UUID;

/**
 * SMB2_CREATE_APP_INSTANCE_ID with its SMB2_CREATE_APP_INSTANCE_VERSION, [MS-SMB2] 2.2.13.2.13 and 2.2.13.2.15: an application
 * that may go on at another client, and then wants the opens that it had at the first one gone.
 *
 * @param id AppInstanceId
 * @param version empty if it has none
 */
public record AppInstance(UUID id, Optional<Version> version) {
    private static final int ID_BYTES = 20;
    private static final int VERSION_BYTES = 24;

    /** AppInstanceVersionHigh and AppInstanceVersionLow; both unsigned. */
    public record Version(long high, long low) implements Comparable<Version> {
        @Override
        public int compareTo(Version other) {
            int order = Long.compareUnsigned(high, other.high);
            return order != 0 ? order : Long.compareUnsigned(low, other.low);
        }
    }

    /**
     * Reads both contexts.
     *
     * @param version of the second; empty if it is not there
     */
    public static AppInstance decode(byte[] id, Optional<byte[]> version) throws MalformedMessageException {
        var in = reader(id, ID_BYTES);
        UUID named = Guids.decode(in);
        if (version.isEmpty()) {
            return new AppInstance(named, Optional.empty());
        }
        var second = reader(version.get(), VERSION_BYTES).skip(4); // Padding
        return new AppInstance(named, Optional.of(new Version(second.u64(), second.u64())));
    }

    private static WireReader reader(byte[] data, int bytes) throws MalformedMessageException {
        var in = new WireReader(ByteBuffer.wrap(data), ByteOrder.LITTLE_ENDIAN);
        in.expectU16(bytes, "StructureSize");
        return in.skip(2); // Reserved
    }

    /** The first context of a request. */
    public CreateContext encodeId() {
        var out = new WireWriter(ByteOrder.LITTLE_ENDIAN).u16(ID_BYTES).u16(0);
        Guids.encode(id, out);
        return new CreateContext(CreateContext.APP_INSTANCE_ID, out.toBytes());
    }

    /** The second context of a request; only if it has a version. */
    public CreateContext encodeVersion() {
        Version sent = version.orElseThrow();
        var out = new WireWriter(ByteOrder.LITTLE_ENDIAN)
                .u16(VERSION_BYTES)
                .u16(0)
                .u32(0);
        out.u64(sent.high()).u64(sent.low());
        return new CreateContext(CreateContext.APP_INSTANCE_VERSION, out.toBytes());
    }
}
