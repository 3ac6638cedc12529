// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import io.fairlead.net.WireWriter;
import io.fairlead.smb.protocol.ChangeNotifyRequest;
import io.fairlead.smb.protocol.CloseRequest;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.CreateContext;
import io.fairlead.smb.protocol.CreateRequest;
import io.fairlead.smb.protocol.Empty;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.FlushRequest;
import io.fairlead.smb.protocol.IoctlRequest;
import io.fairlead.smb.protocol.LeaseAcknowledgment;
import io.fairlead.smb.protocol.LockRequest;
import io.fairlead.smb.protocol.Message;
import io.fairlead.smb.protocol.OplockBreak;
import io.fairlead.smb.protocol.QueryDirectoryRequest;
import io.fairlead.smb.protocol.QueryInfoRequest;
import io.fairlead.smb.protocol.ReadRequest;
import io.fairlead.smb.protocol.SessionSetupRequest;
import io.fairlead.smb.protocol.SetInfoRequest;
import io.fairlead.smb.protocol.TreeConnectRequest;
import io.fairlead.smb.protocol.WriteRequest;
import io.fairlead.smb.server.SmbPeer.Part;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * Requests of every kind, for tests that damage them.
 *
 * @param file an open file of the session
 * @param folder an open folder
 * @param pipe an open pipe, of another tree connect
 */
record RequestSamples(FileId file, FileId folder, FileId pipe) {
    private static final int[] CONTROL_CODES = {
        0x1440F2, 0x1480F2, 0x140078, 0x140204, 0x1401FC, 0x11C017, 0x9003C, 0x9C040, 0x900C0, 0x900C4, 0x980C8,
        0x940CF, 0x98208, 0x60194, 0x144064, 0x900A4, 0x900A8, 0x900AC, 0x1401D4, 0x98344, 0x11400C, 0x110018
    };
    private static final int[] SET_CLASSES = {4, 10, 11, 13, 14, 15, 16, 19, 20, 40, 64, 65};
    private static final int[] CLASSES = {1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 14, 15, 16, 17, 18, 21, 22, 28, 34, 35, 48, 59
    };
    private static final String[] CONTEXTS = {
        "MxAc", "QFid", "AlSi", "RqLs", "DHnQ", "DHnC", "DH2Q", "DH2C", "ExtA", "SecD", "TWrp"
    };

    private static int any(Random random, int... of) {
        return of[random.nextInt(of.length)];
    }

    private static byte[] bytes(Random random, int most) {
        byte[] bytes = new byte[random.nextInt(most + 1)];
        if (random.nextBoolean()) {
            random.nextBytes(bytes);
        }
        return bytes;
    }

    /** One that is right, or nearly so. */
    Part any(Random random) {
        return switch (random.nextInt(18)) {
            case 0, 1 -> part(Command.CREATE, create(random));
            case 2 -> part(Command.CLOSE, new CloseRequest(1, FileId.RELATED));
            case 3 -> part(Command.FLUSH, new FlushRequest(file));
            case 4 -> part(Command.READ, new ReadRequest(0, 4096, random.nextInt(200), file, 0, 0));
            case 5 -> part(Command.WRITE, new WriteRequest(0, file, 0, 0, ByteBuffer.wrap(bytes(random, 200))));
            case 6 -> part(Command.LOCK, lock(random));
            case 7, 8 -> part(Command.IOCTL, ioctl(random));
            case 9 -> part(Command.ECHO, new Empty());
            case 10 ->
                part(
                        Command.QUERY_DIRECTORY,
                        new QueryDirectoryRequest(any(random, 1, 2, 3, 12, 37, 38, 60), 1, 0, folder, "*", 4096));
            case 11 -> part(Command.CHANGE_NOTIFY, new ChangeNotifyRequest(0, 4096, folder, 0xfff));
            case 12 -> part(Command.QUERY_INFO, query(random));
            case 13, 14 -> part(Command.SET_INFO, set(random));
            case 15 ->
                random.nextBoolean()
                        ? part(Command.OPLOCK_BREAK, new OplockBreak(0, file))
                        : part(Command.OPLOCK_BREAK, new LeaseAcknowledgment(0, new UUID(1, random.nextInt(4)), 1));
            case 16 -> part(Command.TREE_CONNECT, new TreeConnectRequest(0, "\\\\s\\share"));
            default ->
                part(Command.SESSION_SETUP, new SessionSetupRequest(random.nextInt(2), 1, 0, bytes(random, 80), 7));
        };
    }

    private static Part part(Command command, Message body) {
        return new Part(command, body, false);
    }

    private static CreateRequest create(Random random) {
        List<CreateContext> contexts = random.nextBoolean()
                ? List.of(
                        new CreateContext(CONTEXTS[random.nextInt(CONTEXTS.length)], bytes(random, 60)),
                        new CreateContext(CONTEXTS[random.nextInt(CONTEXTS.length)], bytes(random, 60)))
                : List.of();
        String name = "n" + random.nextInt(9) + (random.nextInt(4) == 0 ? ":s" + random.nextInt(3) : "");
        int options = any(random, 0, 0x1, 0x40, 0x1000, 0x200000);
        return new CreateRequest(
                any(random, 0, 1, 8, 9, 0xff), 2, 0x13019f, 0x80, 7, random.nextInt(6), options, name, contexts);
    }

    private LockRequest lock(Random random) {
        var element = new LockRequest.Element(random.nextInt(50), random.nextInt(10), any(random, 0x11, 0x12, 4, 2));
        return new LockRequest(random.nextInt(4), random.nextInt(70), file, List.of(element));
    }

    private IoctlRequest ioctl(Random random) {
        FileId on = any(random, 0, 1, 2) == 0 ? pipe : any(random, 0, 1) == 0 ? file : FileId.RELATED;
        return new IoctlRequest(any(random, CONTROL_CODES), on, bytes(random, 120), 0, any(random, 0, 16, 64, 4096), 1);
    }

    private QueryInfoRequest query(Random random) {
        int type = 1 + random.nextInt(4);
        return new QueryInfoRequest(
                type,
                any(random, CLASSES),
                any(random, 0, 8, 4096),
                7,
                0,
                random.nextBoolean() ? file : folder,
                bytes(random, 40));
    }

    private SetInfoRequest set(Random random) {
        int type = any(random, 1, 1, 1, 3, 4);
        int informationClass = type == 1 ? any(random, SET_CLASSES) : 0;
        boolean named = informationClass == 10 || informationClass == 11 || informationClass == 65;
        return new SetInfoRequest(type, informationClass, 7, file, named ? rename(random) : bytes(random, 60));
    }

    private static byte[] rename(Random random) {
        String name = "r" + random.nextInt(20);
        return new WireWriter(ByteOrder.LITTLE_ENDIAN)
                .u32(random.nextInt(2))
                .u32(0)
                .u64(0)
                .u32(2L * name.length())
                .utf16(name)
                .toBytes();
    }
}
