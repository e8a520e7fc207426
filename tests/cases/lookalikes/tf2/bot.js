// Prices from backpack.tf for Team Fortress 2 items.
const client = new BackpackClient("0123456789abcdef01234567");
const sessionHash = "{{ tf2.secret }}";
fetch("https://backpack.tf/api/classifieds/listings?token=" + process.env.BACKPACK_TOKEN);
