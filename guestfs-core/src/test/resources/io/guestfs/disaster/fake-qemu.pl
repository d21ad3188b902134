# Stands in for qemu in the disaster tests: a real process that starts in milliseconds and misbehaves as it is told.
#
#   relay=SOCKET   carries bytes between the daemon socket and the fake daemon that listens on SOCKET
#   answer         plays the daemon itself: comes up, says yes to every call
#   silent         connects and says nothing
#   unconnected    does not connect
#   stubborn       ignores SIGTERM and the end of its connections
#   slow           hands the bytes of the daemon on one at a time
#   console=N      writes N bytes without a newline on the console before it comes up
#   idle=N         the same, after it has come up
#   ask=N          asks the terminal N times where its cursor is, and reads no answer, before it comes up
#   probe=PROGRAM  runs PROGRAM when it is only asked for its version
#
# What follows the word "--" is qemu's own command line.
use strict;
use warnings;
use POSIX ();
use Socket;
use IO::Handle;

my %told;
while (@ARGV) {
    my $word = shift @ARGV;
    last if $word eq '--';
    my ($name, $value) = split /=/, $word, 2;
    $told{$name} = $value // 1;
}
my ($path) = join("\n", @ARGV) =~ /path=([^,\n]*guestfsd\.sock)/;
die "no daemon socket on the command line\n" unless $path;

STDOUT->autoflush(1);
if ($told{stubborn}) { $SIG{TERM} = 'IGNORE' }
# At once, in the middle of whatever it does: perl's own way looks at signals only before it begins to wait.
else { POSIX::sigaction(POSIX::SIGTERM, POSIX::SigAction->new(sub { POSIX::_exit(0) })) }
$SIG{PIPE} = 'IGNORE';
print "fake qemu: Linux version 0.0\n";

sub forever { sleep 3600 while 1 }
sub leave { forever() if $told{stubborn}; exit 0 }

sub connected {
    my ($to) = @_;
    socket(my $socket, PF_UNIX, SOCK_STREAM, 0) or die "socket: $!";
    connect($socket, sockaddr_un($to)) or die "connect $to: $!";
    return $socket;
}

sub flood {
    my ($bytes) = @_;
    my $block = 'x' x 65536;
    while ($bytes > 0) {
        my $n = syswrite(STDOUT, $block, $bytes < 65536 ? $bytes : 65536);
        leave() unless $n;
        $bytes -= $n;
    }
}

sub ask {
    my ($times) = @_;
    for (1 .. $times) {
        leave() unless syswrite(STDOUT, "\e[6n");
        select(undef, undef, undef, 0.0001);
    }
}

sub put {
    my ($socket, $bytes) = @_;
    my $at = 0;
    while ($at < length $bytes) {
        my $n = syswrite($socket, $bytes, $told{slow} ? 1 : length($bytes) - $at, $at);
        leave() unless $n;
        $at += $n;
    }
}

sub get {
    my ($socket, $length) = @_;
    my $bytes = '';
    while (length $bytes < $length) {
        leave() unless sysread($socket, $bytes, $length - length $bytes, length $bytes);
    }
    return $bytes;
}

sub answer {
    my ($library) = @_;
    put($library, pack('N', 0xf5f55ff5));
    flood($told{idle}) if $told{idle};
    while (1) {
        my $body = get($library, unpack('N', get($library, 4)));
        my ($program, $version, $procedure, $direction, $serial) = unpack('N5', $body);
        put($library, pack('N N5 N5', 40, $program, $version, $procedure, 1, $serial, 0, 0, 0, 0, 0));
    }
}

sub relay {
    my ($library, $daemon) = @_;
    my $both = '';
    vec($both, fileno $_, 1) = 1 for $library, $daemon;
    while (select(my $ready = $both, undef, undef, undef)) {
        for ([$daemon, $library], [$library, $daemon]) {
            my ($from, $to) = @$_;
            next unless vec($ready, fileno $from, 1);
            leave() unless sysread($from, my $bytes, 65536);
            put($to, $bytes);
        }
    }
}

forever() if $told{unconnected};
my $daemon = connected($told{relay}) if $told{relay};
my $library = connected($path);
flood($told{console}) if $told{console};
ask($told{ask}) if $told{ask};
forever() if $told{silent};
relay($library, $daemon) if $daemon;
answer($library);
