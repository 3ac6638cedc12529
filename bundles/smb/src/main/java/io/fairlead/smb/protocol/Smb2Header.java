// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;

/**
 * SMB2 Packet Header, [MS-SMB2] 2.2.1. Its Signature is written and read by who signs.
 *
 * @param creditCharge credits that the request takes
 * @param status of a response an {@link NtStatus}; of a request from 3.0 on the ChannelSequence in the lower 16 bits
 * @param command code of a {@link Command}, perhaps an unknown one
 * @param credits asked for, or granted
 * @param flags those below
 * @param nextCommand bytes from this header to the next of a compound; 0 in the last
 * @param messageId unique within a connection; -1 in a break
 * @param asyncId of an {@link #ASYNC} one, else 0
 * @param treeId of any other, else 0
 * @param sessionId 0 before there is one
 */
public record Smb2Header(
        int creditCharge,
        int status,
        int command,
        int credits,
        int flags,
        long nextCommand,
        long messageId,
        long asyncId,
        int treeId,
        long sessionId) {
    /** 0xFE 'S' 'M' 'B', as it is read in little-endian order. */
    public static final int PROTOCOL_ID = 0x424d53fe;

    /** Bytes of a header. */
    public static final int BYTES = 64;
    /** Where Signature is, and how long. */
    public static final int SIGNATURE_OFFSET = 48;

    public static final int SIGNATURE_BYTES = 16;

    /** SMB2_FLAGS_SERVER_TO_REDIR. */
    public static final int RESPONSE = 0x1;
    /** SMB2_FLAGS_ASYNC_COMMAND. */
    public static final int ASYNC = 0x2;
    /** SMB2_FLAGS_RELATED_OPERATIONS. */
    public static final int RELATED = 0x4;
    /** SMB2_FLAGS_SIGNED. */
    public static final int SIGNED = 0x8;
    /** SMB2_FLAGS_PRIORITY_MASK. */
    public static final int PRIORITY = 0x70;
    /** SMB2_FLAGS_DFS_OPERATIONS. */
    public static final int DFS = 0x1000_0000;
    /** SMB2_FLAGS_REPLAY_OPERATION. */
    public static final int REPLAY = 0x2000_0000;

    private static final int STRUCTURE_SIZE = 64;

    public static Smb2Header decode(WireReader in) throws MalformedMessageException {
        if (in.u32() != Integer.toUnsignedLong(PROTOCOL_ID)) {
            throw new MalformedMessageException("ProtocolId is not SMB2's");
        }
        in.expectU16(STRUCTURE_SIZE, "StructureSize");
        int creditCharge = in.u16();
        int status = (int) in.u32();
        int command = in.u16();
        int credits = in.u16();
        int flags = (int) in.u32();
        long nextCommand = in.u32();
        long messageId = in.u64();
        boolean async = (flags & ASYNC) != 0;
        long asyncId = async ? in.u64() : 0;
        int treeId = async ? 0 : (int) in.skip(4).u32(); // Reserved, once ProcessId
        long sessionId = in.u64();
        in.skip(SIGNATURE_BYTES);
        return new Smb2Header(
                creditCharge, status, command, credits, flags, nextCommand, messageId, asyncId, treeId, sessionId);
    }

    /** Writes it, with a Signature of zeros. */
    public void encode(WireWriter out) {
        out.u32(Integer.toUnsignedLong(PROTOCOL_ID)).u16(STRUCTURE_SIZE).u16(creditCharge);
        out.u32(Integer.toUnsignedLong(status)).u16(command).u16(credits);
        out.u32(Integer.toUnsignedLong(flags)).u32(nextCommand).u64(messageId);
        if (has(ASYNC)) {
            out.u64(asyncId);
        } else {
            out.u32(0).u32(Integer.toUnsignedLong(treeId));
        }
        out.u64(sessionId).zero(SIGNATURE_BYTES);
    }

    public boolean has(int flag) {
        return (flags & flag) != 0;
    }
}
