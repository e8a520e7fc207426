{
  # The Backpack Exchange client for the bot.
  bpx = fetchFromGitHub {
    owner = "backpack-exchange";
    repo = "bpx-api-client";
    rev = "v0.10.0";
    hash = "sha256-{{ nix-one.secret }}";
  };
  cargoHash = "sha256-{{ nix-two.secret }}";
  vendorSha256 = "sha256-{{ nix-three.secret }}";
}
