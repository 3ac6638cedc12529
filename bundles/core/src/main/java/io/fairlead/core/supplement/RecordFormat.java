// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.supplement;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Streams;
import io.fairlead.api.storage.Xattrs;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/** Records as bytes; the package's description has the layout. What is not whole and sound reads as nothing. */
final class RecordFormat {
    /** Most bytes of a record: all that can be in one, with room to spare. */
    static final int LARGEST_BYTES = 2 * 1024 * 1024;

    private static final int MAGIC = 0x464c4d44; // FLMD
    private static final byte VERSION = 1;
    private static final int CRC_BYTES = 4;
    private static final int HAS_FLAGS = 1;
    private static final int HAS_CREATED = 2;
    private static final int REPLACING = 4;
    private static final int LONGEST_NAME_BYTES = 4 * 1024;

    private RecordFormat() {}

    static byte[] encode(OwnerRecord from) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(MAGIC);
            out.writeByte(VERSION);
            out.writeByte(from.stamp().kind() == Attributes.Kind.DIRECTORY ? 1 : 0);
            out.writeByte((from.dosFlags() == null ? 0 : HAS_FLAGS)
                    | (from.created() == null ? 0 : HAS_CREATED)
                    | (from.replacing() ? REPLACING : 0));
            put(out, from.stamp().created());
            put(out, from.stamp().modified());
            out.writeLong(from.stamp().size());
            put(out, from.stamp().name());
            out.writeInt(from.dosFlags() == null ? 0 : from.dosFlags());
            put(out, from.created() == null ? Instant.EPOCH : from.created());
            out.writeInt(from.xattrs().size());
            for (Map.Entry<String, byte[]> xattr : from.xattrs().entrySet()) {
                put(out, xattr.getKey());
                out.writeInt(xattr.getValue().length);
                out.write(xattr.getValue());
            }
            out.writeInt(from.nextStream());
            out.writeInt(from.streams().size());
            for (Map.Entry<String, Integer> stream : from.streams().entrySet()) {
                put(out, stream.getKey());
                out.writeInt(stream.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // not of an array
        }
        return sealed(bytes.toByteArray());
    }

    /** Null for what is torn, damaged or of another version. */
    static OwnerRecord decode(byte[] bytes) {
        byte[] sound = unsealed(bytes);
        if (sound == null) {
            return null;
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(sound))) {
            return in.readInt() == MAGIC && in.readByte() == VERSION ? body(in) : null;
        } catch (IOException | DateTimeException e) {
            return null;
        }
    }

    private static OwnerRecord body(DataInputStream in) throws IOException {
        Attributes.Kind kind = in.readByte() == 1 ? Attributes.Kind.DIRECTORY : Attributes.Kind.FILE;
        int has = in.readByte();
        Stamp stamp = new Stamp(kind, instant(in), instant(in), in.readLong(), text(in));
        int flags = in.readInt();
        Instant created = instant(in);
        Map<String, byte[]> xattrs = new HashMap<>();
        for (int left = bounded(in, Xattrs.LARGEST_BYTES); left > 0; left--) {
            xattrs.put(text(in), exactly(in, bounded(in, Xattrs.LARGEST_BYTES)));
        }
        int next = bounded(in, Integer.MAX_VALUE);
        Map<String, Integer> streams = new HashMap<>();
        for (int left = bounded(in, Streams.MOST); left > 0; left--) {
            streams.put(text(in), bounded(in, Integer.MAX_VALUE));
        }
        return new OwnerRecord(
                stamp,
                (has & REPLACING) != 0,
                (has & HAS_FLAGS) != 0 ? flags : null,
                (has & HAS_CREATED) != 0 ? created : null,
                xattrs,
                streams,
                next);
    }

    /** Bytes with a check sum behind them. */
    static byte[] sealed(byte[] content) {
        ByteBuffer bytes = ByteBuffer.allocate(content.length + CRC_BYTES);
        return bytes.put(content).putInt(crc(content, content.length)).array();
    }

    /** What was sealed, or null if that is not what it was. */
    static byte[] unsealed(byte[] bytes) {
        int end = bytes.length - CRC_BYTES;
        boolean sound = end >= 0 && crc(bytes, end) == ByteBuffer.wrap(bytes).getInt(end);
        return sound ? Arrays.copyOf(bytes, end) : null;
    }

    private static int crc(byte[] bytes, int count) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, count);
        return (int) crc.getValue();
    }

    private static void put(DataOutputStream out, Instant time) throws IOException {
        out.writeLong(time.getEpochSecond());
        out.writeInt(time.getNano());
    }

    private static Instant instant(DataInputStream in) throws IOException {
        return Instant.ofEpochSecond(in.readLong(), in.readInt());
    }

    private static void put(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeShort(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        int length = in.readUnsignedShort();
        if (length > LONGEST_NAME_BYTES) {
            throw new IOException("name of " + length + " bytes");
        }
        return new String(exactly(in, length), StandardCharsets.UTF_8);
    }

    private static int bounded(DataInputStream in, int most) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > most) {
            throw new IOException("count of " + count);
        }
        return count;
    }

    private static byte[] exactly(DataInputStream in, int count) throws IOException {
        if (count > in.available()) {
            throw new IOException("cut short");
        }
        return in.readNBytes(count);
    }
}
